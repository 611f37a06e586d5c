/** What a page finds out about workers, and tells the server that it came from. */

// Starts a worker, gives it the memory, and waits for its answer.
function ask(numbers) {
  const worker = new Worker('worker.mjs', { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = reject;
    worker.postMessage(numbers);
  });
}

function mayBlock(numbers) {
  try {
    Atomics.wait(numbers, 0, -1);
    return true;
  } catch {
    return false;
  }
}

async function findings() {
  if (!globalThis.crossOriginIsolated) return { memory: typeof SharedArrayBuffer };
  const numbers = new Int32Array(new SharedArrayBuffer(8));
  const came = await Promise.all([ask(numbers), ask(numbers)]);
  return { sum: numbers[0], came, mayBlock: mayBlock(numbers) };
}

const report = JSON.stringify(await findings().catch((error) => ({ error: `${error}` })));
document.body.textContent = report;
await fetch('report', { method: 'POST', body: report });
if (!globalThis.crossOriginIsolated) location.href = '/isolated/';
