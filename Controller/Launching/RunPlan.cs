using System.Security.Cryptography;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Shared;
using BotBottle.Controller.Workspaces;
using BotBottle.Core.Certificates;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;

namespace BotBottle.Controller.Launching;

/// <summary>Plans of a run's bottle and its proxy.</summary>
internal sealed class RunPlan(
    CommandHost host, RunOptions options, LaunchDefinition definition, RunRegistered run, CertificateAuthorityPem authority, HostSettings settings,
    UpstreamConfiguration upstream, DlpConfiguration dlp, HostCredentials credentials,
    IReadOnlyDictionary<string, string> placeholders, PresetSetup? preset, byte[] fingerprintKey, bool resumed, RunWork? from)
{
    // The listener of --isolation none is on the host's loopback, where any process could connect.
    private readonly (string User, string Password)? _login =
        definition.Isolation == IsolationKind.None ? ("run", RandomNumberGenerator.GetHexString(32, lowercase: true)) : null;

    /// <summary>True if the operator or a bottle chose the workspace, or there is no other.</summary>
    public bool IsWorkspaceChosen => definition.IsWorkspaceChosen || definition.Isolation == IsolationKind.None;

    /// <summary>Makes the plan of the bottle: everything that the agent can access.</summary>
    /// <param name="streams">The agent's streams.</param>
    /// <param name="tell">Receives each breach in a shared folder.</param>
    public BottlePlan Bottle(BottleStreams streams, Action<FolderBreach> tell) => new()
    {
        RunId = run.Run,
        RunFolder = run.Folder,
        StateFolder = host.Home.Root,
        Command = definition.Command,
        WorkingFolder = host.Folder,
        Shares = definition.Shares,
        Workspace = resumed ? KeptWorkspace.Read(run.Folder)?.In(run.Folder)
            : WorkspaceMaker.Make(Wish(), host.Folder, run.Folder, host.Complain),
        SteeringFiles = [.. definition.Files, .. new[] { definition.Routes.Written, definition.Routes.Path }.OfType<string>().Distinct()],
        Prompt = definition.Prompt,
        GitUser = GitIdentity(),
        CaPem = authority.Certificate,
        Limits = BottleLimits.From(settings.Limits, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
        RouteHosts = [.. definition.Routes.Set.ExactHosts()],
        Placeholders = placeholders,
        PresetEnvironment = preset?.Environment() ?? new Dictionary<string, string>(),
        PresetHome =
        [
            .. preset?.Home(AgentNotice.Text()) ?? [],
            .. definition.Isolation == IsolationKind.None ? [] : Placeholders.Files(credentials, host.Time.GetUtcNow()),
        ],
        ExtraEnvironment = Variables(),
        HostEnvironment = host.Environment,
        ProxyCredentials = _login,
        Streams = streams,
        Resumed = resumed,
        Image = definition.Image,
        OnBreach = options.OnBreach,
        TellBreach = tell,
    };

    /// <summary>Makes the proxy's configuration for these listeners.</summary>
    /// <param name="listeners">The listeners.</param>
    /// <param name="open">The present routes.</param>
    public ProxyConfiguration Proxy(IReadOnlyList<BottleListener> listeners, RouteSet open) => new(
        [
            new ProxyRun(
                run.Run, run.Name,
                [.. listeners.Select((listener, i) => new ProxyListener(listener.Kind, ProxyProcess.FirstDescriptor + i, null))],
                authority, credentials.Keys, definition.Routes.Secrets, options.AgentCredentials, open,
                new ControllerAddress(host.Home.ProxySocket, run.Token), host.Home.Spool(run.Run),
                _login is { } login ? $"{login.User}:{login.Password}" : null, fingerprintKey, dlp, !definition.Supervised,
                [.. credentials.Logins.Select(kept => new ProxyLogin(kept.Login.Agent, kept.Login.Name, kept.Path))]),
        ],
        upstream, settings.Providers);

    private WorkspaceWish Wish() => new(definition.Workspace, options.Clean)
    {
        Carry =
        [
            .. options.Carry.Select(CarriedPath.OfOption), .. definition.Carry.Select(path => CarriedPath.OfManifest(path.Value, path.Mark)),
        ],
        From = from,
    };

    // The manifest's value, or else the operator's: without either a first commit fails.
    private (string? Name, string? Email) GitIdentity()
    {
        (string? name, string? email) = (definition.GitUser.Name?.Value, definition.GitUser.Email?.Value);
        if (resumed || (name is not null && email is not null))
        {
            return (name, email);
        }

        HostGit git =
            new(host.Environment, host.Folder, [.. definition.Shares.Where(share => !share.ReadOnly).Select(share => share.Path), host.Folder], host.Complain);
        (string? operatorsName, string? operatorsEmail) = git.Identity();
        return (name ?? operatorsName, email ?? operatorsEmail);
    }

    private Dictionary<string, string> Variables()
    {
        Dictionary<string, string> variables = new(definition.Env, StringComparer.Ordinal);
        foreach ((string name, string? value) in options.Variables)
        {
            variables[name] = value ?? host.Environment.GetValueOrDefault(name)
                ?? throw new BottleException($"--env {name}: the variable is not set here; set it, or write --env {name}=VALUE");
        }

        return variables;
    }
}
