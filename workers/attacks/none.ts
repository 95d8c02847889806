/** An honest network. */
import { type AttackMethod, NO_NUMBERS } from './attack';
import { trainOn } from './poisoning';

export const none: AttackMethod<'none'> = async function* (context) {
  yield* trainOn(context, context.images);
  return NO_NUMBERS;
};
