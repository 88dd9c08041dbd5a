import { describe, expect, it } from 'vitest';
import { excerpt, gist } from '../../../client/src/wording.ts';

describe('the gist of an error', () => {
  it.each([
    [
      'The model file /home/ada/models/forward.onnx.data is damaged (its checksum is wrong). Reinstall the extension.',
      'The model file forward.onnx.data is damaged',
    ],
    ['C:\\models\\manifest.json is missing. Reinstall the extension, or restore the file.', 'manifest.json is missing'],
    ['This model has no "senses" head. Train it: npm run train-heads', 'This model has no "senses" head'],
    ['There is no converted model in /home/ada/my-elmo.', 'There is no converted model in my-elmo'],
    ['The engine crashed', 'The engine crashed'],
    [
      '模型文件 /home/ada/models/forward.onnx.data 已损坏（校验和不符）。请重新安装扩展；如果是存储库的克隆，请重新转换。',
      '模型文件 forward.onnx.data 已损坏',
    ],
    ['语言服务器无法启动。原因见日志；要重试，请重新加载窗口。', '语言服务器无法启动'],
  ])('of "%s" is "%s"', (message, expected) => {
    expect(gist(message)).toBe(expected);
  });

  it('is short', () => {
    expect(gist('no end '.repeat(100)).length).toBeLessThanOrEqual(60);
  });
});

describe('an excerpt', () => {
  it('is one line that ends with a sign where it is cut', () => {
    expect(excerpt('  one\n two three ', 8)).toBe('one two…');
    expect(excerpt('one\n two', 8)).toBe('one two');
  });
});
