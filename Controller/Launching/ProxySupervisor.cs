using System.Runtime.InteropServices;
using BotBottle.Controller.Native;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Launching;

/// <summary>
/// Keeps a run's proxy running. It replaces a dead proxy with a back-off, on duplicates of the same listeners, so that clients that connect meanwhile wait and
/// do not fail. Without a proxy the run has no egress.
/// </summary>
internal sealed class ProxySupervisor : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Func<CancellationToken, Task<ProxyProcess>> _start;
    private readonly Action<string> _complain;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watch;
    private ProxyProcess _process;

    private ProxySupervisor(ProxyProcess first, Func<CancellationToken, Task<ProxyProcess>> start, Action<string> complain, TimeProvider time)
    {
        _process = first;
        _start = start;
        _complain = complain;
        _time = time;
        _watch = WatchAsync();
    }

    /// <summary>Starts the first proxy and supervises it from then on.</summary>
    /// <param name="environment">The host's environment.</param>
    /// <param name="configure">Makes the configuration at the time of each start.</param>
    /// <param name="listeners">The sockets; the caller keeps and closes them.</param>
    /// <param name="log">The file for its standard error.</param>
    /// <param name="complain">Receives a message when a dead proxy cannot be replaced. The controller reports replacements.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Cancels the first start.</param>
    /// <exception cref="ProxyStartException">The first one did not start.</exception>
    public static async Task<ProxySupervisor> StartAsync(
        IReadOnlyDictionary<string, string> environment, Func<ProxyConfiguration> configure, IReadOnlyList<SafeHandle> listeners, string log,
        Action<string> complain, TimeProvider time, CancellationToken cancellation)
    {
        return new ProxySupervisor(await StartOneAsync(cancellation), StartOneAsync, complain, time);

        async Task<ProxyProcess> StartOneAsync(CancellationToken giveUp)
        {
            // File.OpenHandle would leave the position at the start
            using FileStream errors = new(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            return await ProxyProcess.StartAsync(environment, configure(), listeners, errors.SafeFileHandle, giveUp);
        }
    }

    /// <summary>Ends the proxy after its last reports.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        await _process.StopAsync(Patience);
        _process.Dispose();
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        TimeSpan pause = FirstPause;
        while (true)
        {
            long since = _time.GetTimestamp();
            try
            {
                ExitStatus end = await _process.Ended.WaitAsync(_stop.Token);
                // A proxy that lived longer than its last pause works: the next death starts with the shortest pause again.
                pause = _time.GetElapsedTime(since) > pause ? FirstPause : pause;
                pause = await ReplaceAsync($"the proxy ended ({Describe(end)})", pause);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Retries until a proxy is ready; returns the pause for the next death.</summary>
    private async Task<TimeSpan> ReplaceAsync(string why, TimeSpan pause)
    {
        while (true)
        {
            await Task.Delay(pause, _time, _stop.Token);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            try
            {
                ProxyProcess next = await _start(_stop.Token);
                _process.Dispose();
                _process = next;
                return pause;
            }
            catch (ProxyStartException failure)
            {
                _complain($"{why}; {failure.Message}; the next try comes in {pause.TotalSeconds:0.#} s");
            }
        }
    }

    private static string Describe(ExitStatus end) => end.Exited ? $"code {end.Code}" : $"signal {end.Signal}";
}
