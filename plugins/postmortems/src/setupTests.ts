import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Tables of React Aria take their time in jsdom, more so where several test files run at once.
configure({ asyncUtilTimeout: 5_000 });
jest.setTimeout(30_000);
