import js from '@eslint/js';
import globals from 'globals';

export default [
  js.configs.recommended,
  {
    languageOptions: { globals: globals.node },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'require-await': 'error',
    },
  },
  // zombienet loads what a test file names as CommonJS, and hands its connections over.
  {
    files: ['zombienet/settled.js'],
    languageOptions: { sourceType: 'commonjs', globals: { zombie: 'readonly' } },
  },
];
