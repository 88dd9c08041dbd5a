/**
 * Stands in for `@vscode/spdlog`, whose native part is not compiled here: without it, output channels stay empty. Writes
 * what extensions log to their files as it comes.
 */
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

class Logger {
  #file;
  #level = 0;
  #isPlain = false;

  constructor(_type, _name, file) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
  }

  trace(message) {
    this.#write(0, 'trace', message);
  }

  debug(message) {
    this.#write(1, 'debug', message);
  }

  info(message) {
    this.#write(2, 'info', message);
  }

  warn(message) {
    this.#write(3, 'warning', message);
  }

  error(message) {
    this.#write(4, 'error', message);
  }

  critical(message) {
    this.#write(5, 'critical', message);
  }

  #write(level, name, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    appendFileSync(this.#file, this.#isPlain ? message : `${time} [${name}] ${message}\n`);
  }

  getLevel() {
    return this.#level;
  }

  setLevel(level) {
    this.#level = level;
  }

  /** Output channels without levels bring their own line ends. */
  clearFormatters() {
    this.#isPlain = true;
  }

  setPattern() {}
  flush() {}
  drop() {}
}

const create = async (name, file) => new Logger('rotating', name, file);

// One by one: VS Code imports them by name.
exports.version = 0;
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
