using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Resources;
using BotBottle.Controller.Bottles.Terminals;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Controller.Workspaces;
using BotBottle.Core.Certificates;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Dlp;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Settings;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Launching;

/// <summary>
/// One run from its first step to its exit code: settings → controller → registration → CA → bottle → proxy → agent → wait → end. The order provides the
/// safety: the agent starts only after its proxy accepts connections, and the end is reported only after no part of the bottle is left.
/// </summary>
/// <param name="host">The command's surroundings.</param>
/// <param name="options">Options of the run.</param>
/// <param name="frozen">The id of the frozen run to resume; null for a new one.</param>
/// <param name="fingerprintKey">The key of its fingerprints, if one was stored.</param>
internal sealed class RunSession(CommandHost host, RunOptions options, string? frozen = null, byte[]? fingerprintKey = null)
{
    // Longer than any run; the key is only in memory and ends with the run.
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(365);

    private const int Tries = 5;

    // One key for all of the run's proxies and for a resumed run, so that decisions still hold.
    private readonly byte[] _fingerprintKey = fingerprintKey is { Length: ApprovalFingerprints.KeyLength } kept ? kept : ApprovalFingerprints.NewKey();

    private bool _agentRan;
    private LimitBreach? _limit;

    /// <summary>Runs the command in a bottle.</summary>
    /// <param name="interrupt">Cancels the building of the bottle; once the agent runs, it gets the signals.</param>
    /// <returns>The exit code of <c>run</c>.</returns>
    public async Task<int> RunAsync(CancellationToken interrupt)
    {
        HostSettings settings = SettingsFile.Load(host);
        UpstreamConfiguration upstream = SettingsFile.Upstream(host, settings.Upstream);
        DlpConfiguration dlp = KnownSecrets.Load(host, settings.Dlp);
        HostCredentials found = HostCredentials.Find(host.Environment, ProviderTable.From(settings.Providers));
        LaunchDefinition definition = new LaunchResolver(host, options, settings, found).Resolve();
        HostCredentials credentials = (found with { Logins = definition.Logins }).For(definition.Routes.Set);
        GuardVariables(definition, credentials, dlp);
        IReadOnlyDictionary<string, string> placeholders = Placeholders.Of(
            definition.Preset, credentials, definition.Routes, walled: definition.Isolation != IsolationKind.None);
        PresetSetup? preset = definition.Preset is { } known
            ? new PresetSetup(host, known, placeholders, walled: definition.Isolation != IsolationKind.None)
            : null;
        preset?.Announce(definition, options);
        RunEgress egress = new(
            definition.Routes.Set, RunCredentials.Of(
                credentials.Keys, definition.Routes.Secrets, options.AgentCredentials, credentials.Logins.Select(kept => kept.Login.Use)), settings.Providers)
        {
            Tries = definition.Preset?.Tries ?? [],
            Resolved = [.. upstream.Resolve.Keys],
        };
        using ControllerClient controller = await ControllerLauncher.ConnectAsync(host, interrupt);
        RunWork? from = options.From is { } other && frozen is null ? RunWork.Require(host.Home, await controller.RunAsync(other, interrupt)) : null;
        RunRegistered run = frozen is null
            ? await controller.RegisterAsync(
                Registration(definition, egress, KnownSecrets.Mask(definition.Command, dlp, credentials, definition.Routes.Secrets)), interrupt)
            : await controller.ResumeAsync(frozen, Resumption(definition, egress, options), interrupt);
        await using ControllerKeeper keeper = new(host, controller);
        await using RoutesWatch watch = new(
            host, definition.Routes, definition.Shares.Append(new Share(host.Folder, ReadOnly: false)),
            (edit, stop) => controller.EditRoutesAsync(run.Run, edit, stop));
        int code = ExitCode.NotBuilt;
        try
        {
            if (frozen is null)
            {
                KeptRun.Write(run.Folder, host, options, definition, Sources(settings, definition, credentials), _fingerprintKey);
            }

            RunPlan plan = MakePlan(run, definition, settings, upstream, dlp, credentials, placeholders, preset, from);
            code = await InBottleAsync(controller, run, plan, watch, definition.Isolation, interrupt);
        }
        catch (Exception failure) when (failure is BottleException or ProxyStartException)
        {
            host.Complain(failure.Message);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            code = ExitCode.Interrupted;
        }
        catch (Exception failure)
        {
            host.Complain($"the bottle could not be built: {failure.Message}");
            throw;
        }
        finally
        {
            code = await EndAsync(controller, run, code);
            await RefusedSummary.TellAsync(host, controller, run.Run);
            LoginEnding.Tell(host, definition.Logins);
        }

        return code;
    }

    private void GuardVariables(LaunchDefinition definition, HostCredentials credentials, DlpConfiguration dlp)
    {
        GivenVariable[] given =
        [
            .. options.Variables.Select(variable => new GivenVariable(
                variable.Key, variable.Value ?? host.Environment.GetValueOrDefault(variable.Key, ""), $"--env {variable.Key}")),
            .. definition.Env.Where(variable => !options.Variables.ContainsKey(variable.Key)).Select(variable => new GivenVariable(
                variable.Key, variable.Value, $"env: {variable.Key} of the definitions")),
        ];
        if (!options.AgentCredentials)
        {
            credentials.RefuseHandingOver(given, definition.Routes.Secrets);
        }

        // The agent may use the value in its bottle. It must not leave the bottle, so the proxy scans for it.
        foreach (GivenVariable variable in given)
        {
            if (HostCredentials.SecretIn(variable.Value, dlp.KnownSecrets) is { } secret)
            {
                host.Complain($"{variable.Origin} gives the agent {secret}, one of dlp.known_secrets: it can read it, and requests that contain it are held");
            }
        }
    }

    private RunRegistration Registration(LaunchDefinition definition, RunEgress egress, IReadOnlyList<string> command) => new(
        options.Name, definition.Agent, definition.Bottles, definition.Isolation, definition.Shutdown, options.Budgets,
        [.. definition.Budgets.Select(BudgetDeclaration.Of)], command, host.Folder, System.Environment.ProcessId,
        definition.Supervised, egress, definition.Repository, definition.ShutdownAtLeast);

    private static RunResumption Resumption(LaunchDefinition definition, RunEgress egress, RunOptions options) => new(
        options.Budgets, [.. definition.Budgets.Select(BudgetDeclaration.Of)], System.Environment.ProcessId, egress);

    private KeptSources Sources(HostSettings settings, LaunchDefinition definition, HostCredentials credentials)
    {
        (IReadOnlyList<string> variables, IReadOnlyList<string> files) = KnownSecrets.Sources(host, settings.Dlp);
        IEnumerable<string> named = options.Variables.Where(variable => variable.Value is null).Select(variable => variable.Key);
        return new KeptSources(
            [.. Placeholders.Used(credentials, definition.Routes.Set).Select(key => key.Variable)],
            [.. definition.Routes.Secrets.Select(secret => secret.Variable).Concat(named).Concat(variables).Distinct(StringComparer.Ordinal)], files);
    }

    private RunPlan MakePlan(
        RunRegistered run, LaunchDefinition definition, HostSettings settings, UpstreamConfiguration upstream, DlpConfiguration dlp,
        HostCredentials credentials,
        IReadOnlyDictionary<string, string> placeholders, PresetSetup? preset, RunWork? from)
    {
        DateTimeOffset now = host.Time.GetUtcNow();
        CertificateAuthorityPem authority = definition.Isolation == IsolationKind.None
            ? PersistentAuthority.Load(host.Home, now)
            : CertificateAuthorityFactory.Create(run.Name, now, AuthorityLifetime);
        return new RunPlan(
            host, options, definition, run, authority, settings, upstream, dlp, credentials, placeholders, preset, _fingerprintKey, frozen is not null, from);
    }

    private async Task<int> InBottleAsync(
        ControllerClient controller, RunRegistered run, RunPlan plan, RoutesWatch watch, IsolationKind isolation, CancellationToken interrupt)
    {
        IBottleBackend backend = Backends.Create(WireNames.Of(isolation), host.Error);
        FolderReports folders = new(host, report => PersistAsync(() => controller.ReportFolderAsync(run.Run, report, CancellationToken.None)));
        await using BottleTerminal? terminal = options.Streams == new BottleStreams() ? BottleTerminal.Open(options.RawTerminal) : null;
        BottlePlan built = plan.Bottle(terminal?.Streams ?? options.Streams, folders.Breach);
        bool isClonable = !plan.IsWorkspaceChosen && built.Workspace is null && frozen is null && HostRepository.Has(built.WorkingFolder);
        await using RunningBottle bottle = await backend.LaunchAsync(built, interrupt);
        if (isClonable)
        {
            HintAtClone();
        }

        BottleExit exit;
        await using (await StartProxyAsync(run, plan, watch, bottle, interrupt))
        {
            using SignalForwarder signals = new(bottle, signal => terminal?.TryInterrupt(signal) == true);
            interrupt.ThrowIfCancellationRequested(); // a signal that came after the last step that ends by it
            await using FreezeWatch freeze = new(
                new ControllerAddress(host.Home.ProxySocket, run.Token), bottle,
                why => PersistAsync(() => controller.FreezeFailedAsync(run.Run, new FreezeFailure(why), CancellationToken.None), ignoring: "no_such_run"),
                host.Time);
            // Reported before the agent runs, if its process namespace already exists: then every policy knows the process to end.
            bool reported = await ReportLaunchAsync(controller, run, bottle);
            terminal?.Begin(bottle);
            using IDisposable? shown = (host.Error as TerminalMessages)?.On(terminal);
            await bottle.StartAsync();
            _agentRan = true;
            terminal?.Started();
            using LimitWatch? limits = OperatingSystem.IsLinux() ? LimitWatch.Start(bottle, built, host.Complain) : null;
            bottle.ForwardEarly();
            _ = reported || await ReportLaunchAsync(controller, run, bottle);
            exit = await bottle.WaitAsync();
            await (terminal?.EndAsync(exit.Code) ?? Task.CompletedTask);
            _limit = (OperatingSystem.IsLinux() ? limits?.Breach : null) ?? exit.Limit;
        }

        if (_limit is not null)
        {
            host.Complain(LimitEnding.Tell(_limit, run));
        }

        if (exit.Breach is { } breach)
        {
            host.Complain($"the bottle was ended, because its protection was incomplete: {breach} was no longer protected");
        }

        folders.End(exit);
        await folders.SentAsync();
        if (exit.Breaches.Count == 0 || options.OnBreach == BreachPolicy.Warn)
        {
            return exit.Code;
        }

        host.Complain(
            $"{TerminalText.Clean(run.Name)} ends with exit code {ExitCode.CutOff} because of the breach in its folder (reported above). With --on-breach "
                + "warn it is only reported.");
        return ExitCode.CutOff;
    }

    // One hint, for a person at a terminal who was told nothing else.
    private void HintAtClone()
    {
        if (host.Ask is not null && host.Error is TerminalMessages { HasWritten: false })
        {
            host.Complain(LaunchNote.Hint);
        }
    }

    private async Task<ProxySupervisor> StartProxyAsync(
        RunRegistered run, RunPlan plan, RoutesWatch watch, RunningBottle bottle, CancellationToken interrupt) =>
        await ProxySupervisor.StartAsync(
            host.Environment, () => plan.Proxy(bottle.Listeners, watch.Current), [.. bottle.Listeners.Select(listener => listener.Handle)],
            new RunFiles(run.Folder).ProxyLog, host.Complain, host.Time, interrupt);

    /// <returns>False if there is no process yet, or no more: then there is nothing to end.</returns>
    private async Task<bool> ReportLaunchAsync(ControllerClient controller, RunRegistered run, RunningBottle bottle)
    {
        if (bottle.RootPid == 0 || ProcessIdentity.StartOf(bottle.RootPid) is not { } start)
        {
            return false;
        }

        await PersistAsync(() => controller.LaunchedAsync(run.Run, new RunLaunched(bottle.RootPid, start), CancellationToken.None));
        return true;
    }

    private async Task<int> EndAsync(ControllerClient controller, RunRegistered run, int code)
    {
        try
        {
            // If a dying controller recorded the end but its acknowledgement was lost, the repeated report is refused.
            await PersistAsync(() => controller.EndAsync(run.Run, new RunEnd(code, _agentRan, _limit?.Message), CancellationToken.None), ignoring: "ended");
            int told = RunEnding.Tell(host, await controller.RunAsync(run.Run, CancellationToken.None), code);
            if (_agentRan && EndNote.Of(run.Name, run.Folder) is { } note)
            {
                host.Complain(note);
            }

            return told;
        }
        catch (Exception failure) when (failure is ControllerException or CommandFailure)
        {
            host.Complain($"{failure.Message}\n  The end of {run.Name} is not recorded yet; the next controller records it.");
            return code;
        }
    }

    /// <summary>Sends a report to the controller, or to its successor if it dies meanwhile.</summary>
    private async Task PersistAsync(Func<Task> say, string? ignoring = null)
    {
        for (int left = Tries; ; left--)
        {
            try
            {
                await say();
                return;
            }
            catch (ControllerException refused) when (refused.Code == ignoring)
            {
                return;
            }
            catch (ControllerException gone) when (gone.Code == ControllerException.Unreachable && left > 1)
            {
                using ControllerClient successor = await ControllerLauncher.HealAsync(host, CancellationToken.None);
            }
        }
    }
}
