/** The compressed form of a recipe: JSON, deflate, base64url. The library for it is loaded when it is needed. */
import { type AttackRecipe, encodeBytes, FaultError, fromBase64, type Recipe } from '../../workers/protocol';

/** Largest recipe that is unpacked: the schema's largest is far below; a larger one is an attack or an error. */
const LARGEST_JSON_BYTES = 200_000;
/** Fed piece by piece, so that a small link cannot unpack into a huge one before it is noticed. */
const PIECE_BYTES = 512;

function damaged(reason: string): FaultError {
  return new FaultError('link-damaged', { reason });
}

/** Packs a recipe of either kind into the characters a hash may hold. */
export async function packRecipe(recipe: Recipe | AttackRecipe): Promise<string> {
  const { deflateSync, strToU8 } = await import('fflate');
  const packed = encodeBytes(deflateSync(strToU8(JSON.stringify(recipe)), { level: 9 }));
  return packed.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function bytesOf(text: string): Uint8Array {
  if (!/^[\w-]*$/.test(text)) throw damaged('it holds characters that do not belong there');
  try {
    return fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    throw damaged('a part of it is missing');
  }
}

async function inflate(bytes: Uint8Array): Promise<string> {
  const { Inflate, strFromU8 } = await import('fflate');
  const pieces: Uint8Array[] = [];
  let total = 0;
  const end = { reached: false };
  const stream = new Inflate((piece, final) => {
    total += piece.length;
    end.reached ||= final;
    pieces.push(piece);
  });
  try {
    for (let at = 0; at < bytes.length && total <= LARGEST_JSON_BYTES; at += PIECE_BYTES)
      stream.push(bytes.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= bytes.length);
  } catch {
    throw damaged('its packed part does not unpack');
  }
  if (total > LARGEST_JSON_BYTES) throw damaged('it unpacks into far more than a recipe');
  if (!end.reached) throw damaged('its end is missing');
  const whole = new Uint8Array(total);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return strFromU8(whole);
}

/** Unpacks what {@link packRecipe} made, unchecked. Throws `link-damaged`. */
export async function unpackRecipe(text: string): Promise<unknown> {
  const json = await inflate(bytesOf(text));
  try {
    return JSON.parse(json);
  } catch {
    throw damaged('what it unpacks into is no recipe');
  }
}
