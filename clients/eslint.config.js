import js from '@eslint/js';
import globals from 'globals';

export default [
  // Generated, see src/descriptors.js.
  { ignores: ['**/.papi/'] },
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
];
