/** Order of the test files: the slow ones first, so that none of them runs alone in the end. Their own files are tiny, so vitest would take them last. */
import { BaseSequencer } from 'vitest/node';

/** Folders and files that take minutes, the slowest first. */
const SLOW = ['/tests/fuzz/images', '/tests/fuzz/', '/tests/unit/cli/', '/tests/unit/engine/'];

/** @param {import('vitest/node').TestSpecification} file */
function rank({ moduleId }) {
  const at = SLOW.findIndex((part) => moduleId.includes(part));
  return at < 0 ? SLOW.length : at;
}

export class SlowFirst extends BaseSequencer {
  /** @param {import('vitest/node').TestSpecification[]} files */
  async sort(files) {
    const sorted = await super.sort(files);
    return sorted.sort((left, right) => rank(left) - rank(right));
  }
}
