/**
 * Brings a value from outside into a valibot schema, as far as that can be done without guessing: unknown fields are
 * dropped, numbers outside their range go to its edge, missing or senseless fields of known options take the fallback.
 * Each such change is listed. What cannot be mended is left as it is, for the schema itself to refuse.
 */
import type { LinkNotice } from './linkTypes';

/** What of a valibot schema is read here; its runtime form is documented by the library. */
interface SchemaView {
  readonly type: string;
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly options?: readonly unknown[];
  readonly key?: string;
  readonly wrapped?: unknown;
  readonly literal?: unknown;
  readonly pipe?: readonly unknown[];
}

type Plain = Readonly<Record<string, unknown>>;

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSchema(value: unknown): value is SchemaView {
  return isPlain(value) && typeof value['type'] === 'string';
}

/** A found value as it is shown in a notice. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** `value` moved inside the limits that the checks of a number schema set; pipes may be nested. */
function limited({ pipe = [] }: SchemaView, value: number): number {
  let used = value;
  for (const check of pipe) {
    if (!isPlain(check)) continue;
    const limit = check['requirement'];
    if (check['type'] === 'min_value' && typeof limit === 'number') used = Math.max(limit, used);
    if (check['type'] === 'max_value' && typeof limit === 'number') used = Math.min(limit, used);
    if (check['type'] === 'integer') used = Math.round(used);
    if (check['kind'] === 'schema' && isSchema(check)) used = limited(check, used);
  }
  return used;
}

export class Mender {
  readonly notices: LinkNotice[] = [];

  /** The mended `value`; `fallback` is a valid value of the same schema, or undefined where there is none. */
  mend(schema: unknown, value: unknown, fallback: unknown, field = ''): unknown {
    if (!isSchema(schema)) return value;
    switch (schema.type) {
      case 'strict_object':
        return this.#object(schema, value, fallback, field);
      case 'variant':
        return this.#variant(schema, value, fallback, field);
      case 'nullable':
        return value === null ? null : this.mend(schema.wrapped, value, fallback, field);
      case 'exact_optional':
      case 'optional':
        return this.mend(schema.wrapped, value, fallback, field);
      case 'number':
        return this.#number(schema, value, fallback, field);
      case 'picklist':
        return schema.options?.includes(value) ? value : this.#replace(value, fallback, field);
      case 'boolean':
        return typeof value === 'boolean' ? value : this.#replace(value, fallback, field);
      default:
        return value;
    }
  }

  #object(schema: SchemaView, value: unknown, fallback: unknown, field: string): unknown {
    if (!isPlain(value)) return fallback === undefined ? value : this.#replace(value, fallback, field);
    const entries = schema.entries ?? {};
    const at = (key: string): string => (field === '' ? key : `${field}.${key}`);
    for (const key of Object.keys(value))
      if (!Object.hasOwn(entries, key)) this.notices.push({ kind: 'unknown', field: at(key) });
    const mended: Record<string, unknown> = {};
    for (const [key, entry] of Object.entries(entries)) {
      const spare = isPlain(fallback) && Object.hasOwn(fallback, key) ? fallback[key] : undefined;
      if (Object.hasOwn(value, key)) mended[key] = this.mend(entry, value[key], spare, at(key));
      // An option that is younger than the recipe: the schema knows what the recipe means.
      else if (spare !== undefined && !(isSchema(entry) && entry.type === 'optional')) {
        mended[key] = spare;
        this.notices.push({ kind: 'filled', field: at(key), used: shown(spare) });
      }
    }
    return mended;
  }

  #variant(schema: SchemaView, value: unknown, fallback: unknown, field: string): unknown {
    const key = schema.key ?? 'kind';
    const tag = isPlain(value) ? value[key] : undefined;
    const branch = schema.options?.find((option) => {
      const literal = isSchema(option) ? option.entries?.[key] : undefined;
      return isSchema(literal) && literal.literal === tag;
    });
    if (branch === undefined) return value;
    // Another kind's values are no help for what is missing in this one.
    const spare = isPlain(fallback) && fallback[key] === tag ? fallback : undefined;
    return this.mend(branch, value, spare, field);
  }

  #number(schema: SchemaView, value: unknown, fallback: unknown, field: string): unknown {
    if (typeof value !== 'number' || !Number.isFinite(value)) return this.#replace(value, fallback, field);
    const used = limited(schema, value);
    if (used !== value) this.notices.push({ kind: 'clamped', field, found: shown(value), used: shown(used) });
    return used;
  }

  #replace(value: unknown, fallback: unknown, field: string): unknown {
    if (fallback === undefined) return value;
    this.notices.push({ kind: 'replaced', field, found: shown(value), used: shown(fallback) });
    return fallback;
  }
}
