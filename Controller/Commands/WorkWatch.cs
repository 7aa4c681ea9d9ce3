using System.Diagnostics;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Controller.Workspaces;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>
/// Follows the work in a run's clone. Each look judges it as <c>fetch</c> does, in a repository apart, and leaves the host's as it is.
/// </summary>
internal sealed class WorkWatch(CommandHost host)
{
    private const int MostMisses = 5; // looks at an ended run whose folder is not there: it is removed
    private const int Rest = 5; // the clone rests for this many times as long as a look took

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A file above this size is named as changed, without its lines.
    private static readonly string[] Bounds = ["core.bigFileThreshold=1m"];

    /// <summary>Follows a run until it ends.</summary>
    public async Task<int> RunAsync(string run, CancellationToken cancellation)
    {
        WorkTaker taker = new(WorkspaceMaker.Git().With(Bounds));
        using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
        RunView view = await client.RunAsync(run, cancellation);
        _ = RunWork.Require(host.Home, view);
        WorkScreen screen = new(host);
        for (int left = MostMisses; ;)
        {
            long since = Stopwatch.GetTimestamp();
            view = await ViewAsync(client, view.Run, cancellation); // before the look, so that the last look sees all of an ended run
            (IReadOnlyList<ObeyedFile> Obeyed, string[] Lines)? look = await LookAsync(taker, view, cancellation);
            if (look is { } seen)
            {
                screen.Show(view, seen.Obeyed, seen.Lines);
            }

            bool isOver = view.State is not (RunState.Running or RunState.Cut);
            left = look is null && isOver ? left - 1 : MostMisses;
            if (isOver && (look is not null || left == 0))
            {
                host.Output.WriteLine($"{TerminalText.Clean(view.Name)}: {WireNames.Of(view.State)}");
                return ExitCode.Ok;
            }

            await screen.WaitAsync(Pause + (Stopwatch.GetElapsedTime(since) * Rest), cancellation);
        }
    }

    // The controller may have been restarted meanwhile.
    private async Task<RunView> ViewAsync(ControllerClient client, string run, CancellationToken cancellation)
    {
        try
        {
            return await client.RunAsync(run, cancellation);
        }
        catch (ControllerException gone) when (gone.Code == ControllerException.Unreachable)
        {
            using ControllerClient successor = await ControllerLauncher.ConnectAsync(host, cancellation);
            return await successor.RunAsync(run, cancellation);
        }
    }

    // Null if the run's folder is being moved (it is frozen or resumed at this moment), or was removed.
    private async Task<(IReadOnlyList<ObeyedFile> Obeyed, string[] Lines)?> LookAsync(WorkTaker taker, RunView view, CancellationToken cancellation)
    {
        RunWork found;
        try
        {
            found = RunWork.Require(host.Home, view);
        }
        catch (CommandFailure)
        {
            return null;
        }

        try
        {
            string[] options = host.Screen() is { } size ? [$"--stat={size.Width}", "--patch"] : ["--stat"];
            (TakenWork work, byte[] text) =
                // A look takes as long as git does.
                await Task.Run(() => taker.Look(found.Kept, found.Folder, isRepeated: true, options), cancellation).WaitAsync(cancellation);
            string[] refused = work.Refused.Count == 0 ? [] : [TerminalText.Clean($"merge and apply would refuse {work.Refusals}"), ""];
            return (work.Obeyed, [.. refused, .. WorkText.Lines(text)]);
        }
        catch (WorkspaceException refused)
        {
            return Directory.Exists(found.Folder) ? ([], [.. $"it would not be taken: {refused.Message}".Split('\n').Select(TerminalText.Clean)]) : null;
        }
        catch (IOException) when (!Directory.Exists(found.Folder))
        {
            return null;
        }
    }
}
