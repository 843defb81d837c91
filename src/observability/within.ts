/** The answer, or null when it takes longer. The work goes on, and a failure of it rejects while somebody waits. */
export async function within<T>(answer: Promise<T | null>, msMax: number): Promise<T | null> {
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), msMax);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
