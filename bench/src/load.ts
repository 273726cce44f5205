import autocannon from 'autocannon';

// Loads a server for some seconds and prints the requests in a second: load.js <url> <seconds>
const [url = '', seconds = '1'] = process.argv.slice(2);
const { requests, errors, non2xx } = await autocannon({
  url,
  connections: 16,
  duration: Number(seconds),
});
if (errors > 0 || non2xx > 0)
  throw new Error(`${errors + non2xx} requests failed`);
console.log(requests.total / Number(seconds));
