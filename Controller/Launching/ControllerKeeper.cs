using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Launching;

/// <summary>Keeps a controller running for a run: it asks once a second, and starts one if there is no response. Until then, model calls are refused.</summary>
internal sealed class ControllerKeeper : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    private readonly CommandHost _host;
    private readonly ControllerClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watch;
    private string? _told;

    /// <summary>Begins to check.</summary>
    /// <param name="host">The command's surroundings.</param>
    /// <param name="client">A client of the controller; the caller disposes it.</param>
    public ControllerKeeper(CommandHost host, ControllerClient client)
    {
        _host = host;
        _client = client;
        _watch = WatchAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(await LookAsync() ? Interval : AfterFailure, _host.Time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private async Task<bool> LookAsync()
    {
        try
        {
            ControllerStatus status = await _client.StatusAsync(_stop.Token);
            Tell(status.StoreFault is { } fault ? $"{fault}\n  Until then model calls are refused." : null);
            return true;
        }
        catch (ControllerException gone) when (gone.Code == ControllerException.Unreachable)
        {
            return await StartAsync();
        }
        catch (ControllerException unwell)
        {
            Tell($"the controller reports a fault: {unwell.Message}");
            return false;
        }
    }

    private async Task<bool> StartAsync()
    {
        try
        {
            using ControllerClient started = await ControllerLauncher.HealAsync(_host, _stop.Token);
            return true;
        }
        catch (CommandFailure failure)
        {
            Tell($"{failure.Message}\n  Until it is back, model calls are refused.{(failure.Advice is { } advice ? " " + advice : "")}");
            return false;
        }
    }

    // A message is written once until the state changes.
    private void Tell(string? what)
    {
        if (what is not null && what != _told)
        {
            _host.Complain(what);
        }

        _told = what;
    }
}
