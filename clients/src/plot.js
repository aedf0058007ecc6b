// @ts-check
/** The exchange rate over time, as a picture. */
import * as vega from 'vega';
import { rate as formatRate } from './format.js';

/** A rate has 18 decimals. */
const MILLIONTH = 10 ** 12;

/**
 * @param {object} data
 * @param {{ block: number, rate: bigint }[]} data.samples the rate at each block
 * @param {{ era: number, block: number, rate: bigint }[]} data.eras the records
 * @returns {Promise<string>} SVG
 */
export function plotRate({ samples, eras }) {
  const base = samples.reduce((least, { rate }) => (rate < least ? rate : least), samples[0].rate);
  const rise = (/** @type {bigint} */ rate) => Number(rate - base) / MILLIONTH;
  const title = `EST per stEST, above ${formatRate(base)}`;

  /** @type {vega.Spec} */
  const spec = {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width: 760,
    height: 320,
    padding: 16,
    background: 'white',
    title: { text: title, anchor: 'start', fontSize: 14, offset: 12 },
    data: [
      { name: 'samples', values: samples.map(({ block, rate }) => ({ block, rise: rise(rate) })) },
      {
        name: 'eras',
        values: eras.map(({ era, block, rate }) => ({
          era: `era ${era}`,
          block,
          rise: rise(rate),
        })),
      },
    ],
    scales: [
      {
        name: 'x',
        type: 'linear',
        domain: { data: 'samples', field: 'block' },
        range: 'width',
        nice: true,
        zero: false,
      },
      {
        name: 'y',
        type: 'linear',
        domain: { data: 'samples', field: 'rise' },
        range: 'height',
        nice: true,
        zero: true,
      },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', title: 'block', tickCount: 10, grid: false },
      { orient: 'left', scale: 'y', title: 'millionths', tickCount: 6, grid: true },
    ],
    marks: [
      {
        type: 'line',
        from: { data: 'samples' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'block' },
            y: { scale: 'y', field: 'rise' },
            stroke: { value: '#1f6f8b' },
            strokeWidth: { value: 2 },
          },
        },
      },
      {
        type: 'symbol',
        from: { data: 'eras' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'block' },
            y: { scale: 'y', field: 'rise' },
            fill: { value: '#d1495b' },
            size: { value: 50 },
          },
        },
      },
      {
        type: 'text',
        from: { data: 'eras' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'block' },
            y: { scale: 'y', field: 'rise' },
            dy: { value: -10 },
            align: { value: 'right' },
            fontSize: { value: 11 },
            text: { field: 'era' },
          },
        },
      },
    ],
  };
  return new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG();
}
