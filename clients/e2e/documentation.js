// @ts-check
/**
 * What the metadata says in words about the pool, restaking and the coverage: polkadot.js shows it to
 * users. Everything has a text, an amount has a unit, and a call says who may make it, why it is
 * refused and what it brings, by names that exist.
 */

const PALLETS = ['LiquidStaking', 'Restaking', 'Coverage'];
const APIS = ['LiquidStakingApi', 'RestakingApi'];
/** What a text says of the unit of an amount. */
const UNIT = /\b(planck|EST|stEST|shares?|units?)\b/i;
/** What it says of a field or an argument, by the types that its type is written with. */
const UNITS = new Map([
  ...['Balance', 'Shares', 'u128'].map((type) => /** @type {const} */ ([type, UNIT])),
  ['EraIndex', /\b(eras?|batch)\b/i],
  ['Perbill', /\b(part|fraction|Perbill)\b/],
  ['BlockNumberFor', /\bblocks?\b/i],
]);
/** Types that are ours. */
const OWN = /^(estuary|pallet_(liquid_staking|restaking|coverage))/;
/** Links of rustdoc and paths of Rust mean nothing to whoever reads metadata. */
const RUST = /\[`|\]\(|\w::\w/;
const PARTS = ['Origin', 'Errors', 'Events'];

/**
 * @param {any} api of polkadot.js
 * @returns {{ texts: number, problems: string[] }} how many texts there are, and what is wrong
 */
export function checkDocumentation(api) {
  const documentation = new Documentation(api);
  for (const pallet of documentation.metadata.pallets) {
    if (PALLETS.includes(`${pallet.name}`)) documentation.pallet(pallet);
  }
  for (const runtimeApi of documentation.metadata.apis) {
    if (APIS.includes(`${runtimeApi.name}`)) documentation.runtimeApi(runtimeApi);
  }
  return { texts: documentation.texts, problems: documentation.problems };
}

class Documentation {
  texts = 0;
  /** @type {string[]} */
  problems = [];
  /** @type {Set<string>} Types that were looked at. */
  #seen = new Set();

  /** @param {any} api */
  constructor(api) {
    this.api = api;
    this.metadata = api.runtimeMetadata.asLatest;
  }

  /** @param {any} pallet */
  pallet(pallet) {
    const name = `${pallet.name}`;
    const [calls, events, errors] = ['calls', 'events', 'errors'].map((kind) =>
      this.#variants(pallet[kind]),
    );
    for (const call of calls) {
      const text = this.#text(`${name}.${call.name}`, call.docs);
      for (const field of call.fields) {
        this.#units(`${name}.${call.name}(${field.name})`, text, field);
        this.#type(field.type);
      }
      this.#parts(`${name}.${call.name}`, text, { errors, events });
    }
    for (const event of events) {
      this.#text(`${name}.${event.name}`, event.docs);
      for (const field of event.fields) {
        const what = `${name}.${event.name}.${field.name}`;
        this.#units(what, this.#text(what, field.docs), field);
        this.#type(field.type);
      }
    }
    for (const error of errors) this.#text(`${name}.${error.name}`, error.docs);
    for (const constant of pallet.constants) {
      const what = `${name}.${constant.name}`;
      const text = this.#text(what, constant.docs);
      if (this.#isNumberOf128Bits(constant.type)) this.#unit(what, text, UNIT);
    }
    for (const item of pallet.storage.unwrap().items) {
      const what = `${name}.${item.name}`;
      const text = this.#text(what, item.docs);
      const value = item.type.isPlain ? item.type.asPlain : item.type.asMap.value;
      if (this.#isNumberOf128Bits(value)) this.#unit(what, text, UNIT);
    }
  }

  /** @param {any} runtimeApi */
  runtimeApi(runtimeApi) {
    const name = `${runtimeApi.name}`;
    this.#text(name, runtimeApi.docs);
    for (const method of runtimeApi.methods) {
      const text = this.#text(`${name}.${method.name}`, method.docs);
      const types = [method.output, ...method.inputs.map((/** @type {any} */ { type }) => type)];
      if (types.some((type) => this.#isNumberOf128Bits(type))) {
        this.#unit(`${name}.${method.name}`, text, UNIT);
      }
      for (const type of types) this.#type(type);
    }
  }

  /**
   * Our own types in what calls and APIs take and what events and APIs tell: each field of them.
   * Types of the SDK have no text of ours, but ours may be within them.
   * @param {any} id of a type
   */
  #type(id) {
    const type = this.api.registry.lookup.getSiType(id);
    if (this.#seen.has(`${id}`)) return;
    this.#seen.add(`${id}`);
    const { def, path, params } = type;
    const name = path.map(String).join('::');
    const own = OWN.test(name);
    const groups = def.isComposite
      ? [{ name, fields: def.asComposite.fields }]
      : def.isVariant
        ? def.asVariant.variants.map((/** @type {any} */ variant) => ({
            name: `${name}.${variant.name}`,
            fields: variant.fields,
          }))
        : [];
    for (const { name: group, fields } of groups) {
      for (const field of fields) {
        this.#type(field.type);
        if (!own || field.name.isNone) continue;
        const what = `${group}.${field.name}`;
        this.#units(what, this.#text(what, field.docs), field);
      }
    }
    if (def.isArray) this.#type(def.asArray.type);
    if (def.isCompact) this.#type(def.asCompact.type);
    if (def.isSequence) this.#type(def.asSequence.type);
    if (def.isTuple) for (const part of def.asTuple) this.#type(part);
    for (const { type: param } of params) if (param.isSome) this.#type(param.unwrap());
  }

  /** @param {any} type an optional number of an enum @returns {any[]} */
  #variants(type) {
    if (type.isNone) return [];
    return this.api.registry.lookup.getSiType(type.unwrap().type).def.asVariant.variants;
  }

  /** @param {any} id of a type @returns {boolean} */
  #isNumberOf128Bits(id) {
    const { def } = this.api.registry.lookup.getSiType(id);
    if (def.isComposite && def.asComposite.fields.length === 1) {
      return this.#isNumberOf128Bits(def.asComposite.fields[0].type);
    }
    return def.isPrimitive && def.asPrimitive.isU128;
  }

  /** @param {string} what @param {any} docs @returns {string} */
  #text(what, docs) {
    const text = docs.map(String).join('\n').trim();
    this.texts += 1;
    if (text === '') this.problems.push(`${what} says nothing`);
    const rust = RUST.exec(text);
    if (rust) this.problems.push(`${what} shows \`${rust[0]}\`, which only rustdoc reads`);
    return text;
  }

  /**
   * @param {string} what
   * @param {string} text
   * @param {RegExp} unit
   */
  #unit(what, text, unit) {
    if (!unit.test(text)) this.problems.push(`${what} does not say its unit: ${text}`);
  }

  /**
   * @param {string} what
   * @param {string} text
   * @param {any} field of a call, an event or a type
   */
  #units(what, text, field) {
    for (const unit of unitsOf(field)) this.#unit(what, text, unit);
  }

  /**
   * @param {string} what
   * @param {string} text
   * @param {{ errors: any[], events: any[] }} known
   */
  #parts(what, text, { errors, events }) {
    const sections = new Map(
      text
        .split(/^\s*# /m)
        .slice(1)
        .map((section) => {
          const [title, ...lines] = section.split('\n');
          return [title.trim(), lines.join(' ').trim()];
        }),
    );
    for (const part of PARTS) {
      if (!sections.get(part)) this.problems.push(`${what} does not say its ${part}`);
    }
    for (const [part, variants] of /** @type {const} */ ([
      ['Errors', errors],
      ['Events', events],
    ])) {
      const names = variants.map((/** @type {any} */ { name }) => `${name}`);
      for (const [, name] of (sections.get(part) ?? '').matchAll(/`([A-Z]\w+)`/g)) {
        if (!names.includes(name)) this.problems.push(`${what}: there is no ${name}`);
      }
    }
  }
}

/**
 * @param {any} field of a call, an event or a type
 * @returns {Set<RegExp>} of an `Option<(Perbill, EraIndex)>` both
 */
function unitsOf(field) {
  const words = `${field.typeName.unwrapOr('')}`.match(/\w+/g) ?? [];
  return new Set(words.flatMap((word) => UNITS.get(word) ?? []));
}
