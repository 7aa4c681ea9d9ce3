using BotBottle.Controller.Bottles;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Launching;

/// <summary>Reports findings in the shared folders: at once on standard error, and to the controller for the log and the dashboard.</summary>
/// <param name="host">The command's surroundings.</param>
/// <param name="send">Sends one report to the controller, and retries with its successor.</param>
internal sealed class FolderReports(CommandHost host, Func<FolderReport, Task> send)
{
    private const int Longest = 4096; // an agent can choose names and targets of thousands of characters; the log keeps no more

    private readonly Lock _gate = new();
    private Task _sent = Task.CompletedTask;

    /// <summary>Reports a breach at the moment of its detection. Callable from any thread.</summary>
    public void Breach(FolderBreach breach)
    {
        string message = TerminalText.Short(breach.Message, Longest);
        host.Complain(message);
        Send(new FolderReport(TerminalText.Short(breach.Path, Longest), message, Breach: true));
    }

    /// <summary>Reports further findings from the end of a bottle.</summary>
    /// <param name="exit">The bottle's end.</param>
    public void End(BottleExit exit)
    {
        foreach (string notice in exit.Notices)
        {
            host.Complain(TerminalText.Short(notice, Longest));
        }

        foreach (string left in exit.Left)
        {
            string message = TerminalText.Short(left, Longest);
            host.Complain(message);
            Send(new FolderReport(null, message, Breach: false));
        }
    }

    /// <summary>Completes when the controller has every report.</summary>
    public Task SentAsync()
    {
        lock (_gate)
        {
            return _sent;
        }
    }

    private void Send(FolderReport report)
    {
        lock (_gate)
        {
            Task before = _sent;
            _sent = Task.Run(async () =>
            {
                await before;
                try
                {
                    await send(report);
                }
                catch (Exception failure) when (failure is ControllerException or CommandFailure)
                {
                    // The finding was written here, and the exit code of the run does not change.
                    host.Complain($"the log does not have it, because the controller could not be told: {failure.Message}");
                }
            });
        }
    }
}
