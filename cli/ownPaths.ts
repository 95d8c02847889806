/** The user's own files on the command line: files or folders, several a role. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { PickedFile, PixelReading } from '../workers/protocol';
import type { Arguments } from './arguments';
import { openFile, requireFile } from './nodeSession';
import type { OwnFiles } from './runWithFiles';

/** A file on disk, and the path the readers see. */
export interface OwnPath {
  readonly path: string;
  readonly disk: string;
}

/** Where the user's own files are named on the command line. */
export const ROLE_OPTIONS = {
  model: 'model',
  defense: 'data',
  test: 'test',
  poisoned: 'poisoned',
} as const;
export type OwnRole = keyof typeof ROLE_OPTIONS;
export const OWN_ROLES: readonly OwnRole[] = ['model', 'defense', 'test', 'poisoned'];

export type OwnPaths = Readonly<Record<OwnRole, readonly OwnPath[]>>;

async function pathsUnder(folder: string): Promise<OwnPath[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const disk = join(entry.parentPath, entry.name);
      return { disk, path: [basename(folder), ...relative(folder, disk).split(sep)].join('/') };
    })
    .sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** A file, or all files of a folder in order. Throws `argument-invalid` for what cannot be read. */
export async function filesAt(disk: string, argument: string): Promise<OwnPath[]> {
  const isFolder = await stat(disk).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return pathsUnder(disk);
  await requireFile(disk, argument);
  return [{ disk, path: basename(disk) }];
}

/** What the command line names for each role. Throws `argument-invalid` for what cannot be read. */
export async function ownPaths(args: Arguments): Promise<OwnPaths> {
  const of = async (role: OwnRole): Promise<OwnPath[]> => {
    const option = ROLE_OPTIONS[role];
    return (await Promise.all(args.all(option).map((each) => filesAt(each, `--${option}`)))).flat();
  };
  return {
    model: await of('model'),
    defense: await of('defense'),
    test: await of('test'),
    poisoned: await of('poisoned'),
  };
}

/** Opens them as the page would. */
export async function openOwnFiles(paths: OwnPaths, pixels: PixelReading): Promise<OwnFiles> {
  const open = (role: OwnRole): Promise<PickedFile[]> =>
    Promise.all(
      paths[role].map(async ({ path, disk }) => ({
        path,
        file: await openFile(disk, `--${ROLE_OPTIONS[role]}`),
      })),
    );
  return {
    model: await open('model'),
    defense: await open('defense'),
    test: await open('test'),
    poisoned: await open('poisoned'),
    pixels,
  };
}
