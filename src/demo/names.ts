export const GIVEN_NAMES: readonly string[] = (
  'Amara Anna Aylin Ben Carla David Elif Emil Finn Greta Hana Ida Jonas Karim Lea Leon Lina Luis Mara Mateo Mia ' +
  'Milan Nora Noah Olga Paul Pia Rosa Samir Sofia Theo Tomasz Yuki Zoe'
).split(' ');

export const FAMILY_NAMES: readonly string[] = (
  'Adler Bauer Becker Costa Demir Fischer Haas Hoffmann Jansen Keller Klein Kowalski Lang Lehmann Meyer Moreau ' +
  'Nguyen Novak Peters Richter Rossi Sato Schmidt Silva Vogel Wagner Weber Wolf Yilmaz Zimmermann'
).split(' ');

/** Domains that RFC 2606 reserves for examples: no mail to them ever reaches a person. */
export const MAIL_DOMAINS: readonly string[] = ['example.com', 'example.net', 'example.org'];
