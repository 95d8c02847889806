/** JSON of unknown content, and careful ways into it. */
import { damaged } from './damage';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Parses a text (or its bytes). Throws `file-damaged`, `what` being the name of the text. */
export function parseJson(text: string | Uint8Array, what: string): JsonValue {
  try {
    return JSON.parse(typeof text === 'string' ? text : new TextDecoder().decode(text)) as JsonValue;
  } catch (thrown) {
    throw damaged(`${what} is no JSON`, String(thrown).slice(0, 200));
  }
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member of an object; undefined where the value is no object or has none of that name. */
export function member(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The items of a list; none where the value is no list. */
export function items(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : [];
}

/** A member that is text; undefined otherwise. */
export function textMember(value: JsonValue | undefined, key: string): string | undefined {
  const found = member(value, key);
  return typeof found === 'string' ? found : undefined;
}

/** A member that is a finite number; undefined otherwise. */
export function numberMember(value: JsonValue | undefined, key: string): number | undefined {
  const found = member(value, key);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** A member that is true or false; undefined otherwise. */
export function booleanMember(value: JsonValue | undefined, key: string): boolean | undefined {
  const found = member(value, key);
  return typeof found === 'boolean' ? found : undefined;
}
