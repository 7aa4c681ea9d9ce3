using System.Runtime.InteropServices;
using BotBottle.Controller.Native;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Launching;

/// <summary>
/// Keeps a run's proxy alive: a dead one is replaced with a back-off, on duplicates of the same listeners, so that clients that connect in
/// between wait instead of failing. While there is none there is no way out.
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

    /// <summary>Starts the first proxy and watches it from then on.</summary>
    /// <param name="environment">The host's environment.</param>
    /// <param name="configure">What it serves, as that is when it starts.</param>
    /// <param name="listeners">The sockets; they stay the caller's.</param>
    /// <param name="log">The file for its standard error.</param>
    /// <param name="complain">Is told when a dead one cannot be replaced. A replaced one is the controller's to tell of.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up the first start.</param>
    /// <exception cref="ProxyStartException">The first one did not start.</exception>
    public static async Task<ProxySupervisor> StartAsync(
        IReadOnlyDictionary<string, string> environment, Func<ProxyConfiguration> configure, IReadOnlyList<SafeHandle> listeners, string log,
        Action<string> complain, TimeProvider time, CancellationToken cancellation)
    {
        return new ProxySupervisor(await StartOneAsync(cancellation), StartOneAsync, complain, time);

        async Task<ProxyProcess> StartOneAsync(CancellationToken giveUp)
        {
            using FileStream errors = new(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0); // File.OpenHandle would leave the position at the start
            return await ProxyProcess.StartAsync(environment, configure(), listeners, errors.SafeFileHandle, giveUp);
        }
    }

    /// <summary>Ends the proxy, its last reports first.</summary>
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
                // One that lived longer than it was waited for has shown that it can: the next death starts from the shortest pause again.
                pause = _time.GetElapsedTime(since) > pause ? FirstPause : pause;
                pause = await ReplaceAsync($"the proxy ended ({Describe(end)})", pause);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Tries until one is ready; gives the pause after the next death.</summary>
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
