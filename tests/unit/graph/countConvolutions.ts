import { engine } from '../../../workers/device/tf';

/** How many convolutions `work` runs, whatever they are fused with. */
export async function countConvolutions(work: () => Promise<unknown>): Promise<number> {
  const { kernels } = await engine().profile(async () => {
    await work();
    return [];
  });
  return kernels.filter(({ name }) => name.includes('Conv2D')).length;
}
