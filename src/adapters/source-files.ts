import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { FILE_LENGTH_MAX } from '../schemas/files/yaml-file.ts';
import type { SourceFile } from '../schemas/files/program-folder.ts';
import { UnreadableFile } from '../schemas/files/unreadable-file.ts';

/** The kinds of file that a program's folder is made of. */
const EXTENSIONS = new Set(['.yaml', '.yml', '.liquid', '.txt']);

/** Reads the files of a program's folder, subfolders included, sorted by path. Throws `UnreadableFile`. */
export async function readProgramFolder(folder: string): Promise<readonly SourceFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(folder, error);
  });
  const paths = entries
    .filter((entry) => entry.isFile() && EXTENSIONS.has(path.extname(entry.name)))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .toSorted();
  return Promise.all(paths.map((name) => readSourceFile(path.join(folder, name), name)));
}

/**
 * The paths of the story files that a path means: itself, or those in `stories/` when it is a program's folder. Throws
 * `UnreadableFile` when there are none in it.
 */
export async function findStories(named: string): Promise<readonly string[]> {
  const isFolder = await stat(named).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [named];
  const folder = path.join(named, 'stories');
  const names = await readdir(folder).catch((error: unknown) => {
    throw unreadable(folder, error);
  });
  const stories = names.filter((name) => /\.ya?ml$/.test(name)).toSorted();
  if (stories.length === 0) throw new UnreadableFile(`${folder} has no story files`);
  return stories.map((name) => path.join(folder, name));
}

/** Reads one text file under the name that findings are to use. Throws `UnreadableFile`. */
export async function readSourceFile(file: string, name = file): Promise<SourceFile> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  if (bytes.length > 4 * FILE_LENGTH_MAX) throw new UnreadableFile(`${name} is too long for a file of rules`);
  try {
    return { path: name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) throw new UnreadableFile(`${name} is not UTF-8 text`);
    throw error;
  }
}

function unreadable(name: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return new UnreadableFile(`${name} does not exist`);
  if (code === 'ENOTDIR') return new UnreadableFile(`${name} is not a folder`);
  if (code === 'EISDIR') return new UnreadableFile(`${name} is a folder`);
  if (code === 'EACCES') return new UnreadableFile(`${name} may not be read`);
  return error;
}
