using System.Security.Cryptography;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Commands;
using BotBottle.Core.Control;
using BotBottle.Core.Settings;

namespace BotBottle.Controller.Launching;

/// <summary>What a run's bottle and its proxy are built from.</summary>
internal sealed class RunPlan(
    CommandHost host, RunOptions options, RunRegistered run, CertificateAuthorityPem authority, HostSettings settings, UpstreamConfiguration upstream,
    RunRoutes routes, HostCredentials credentials)
{
    // The listener of --isolation none is on the host's loopback, where anybody could connect.
    private readonly (string User, string Password)? _login =
        options.Isolation == IsolationKind.None ? ("run", RandomNumberGenerator.GetHexString(32, lowercase: true)) : null;

    /// <summary>The bottle: everything that the agent gets to see.</summary>
    public BottlePlan Bottle() => new()
    {
        RunId = run.Run,
        RunFolder = run.Folder,
        StateFolder = host.Home.Root,
        Command = options.Command,
        WorkingFolder = host.Folder,
        Shares = options.Shares,
        SteeringFiles = routes.Path is { } file ? [host.Home.Settings, file] : [host.Home.Settings],
        CaPem = authority.Certificate,
        RouteHosts = [.. routes.Set.ExactHosts()],
        Placeholders = credentials.PlaceholdersFor(routes.Set),
        ExtraEnvironment = Variables(),
        HostEnvironment = host.Environment,
        ProxyCredentials = _login,
        Streams = options.Streams,
    };

    /// <summary>The proxy's configuration for these listeners.</summary>
    public ProxyConfiguration Proxy(IReadOnlyList<BottleListener> listeners) => new(
        [
            new ProxyRun(
                run.Run, run.Name,
                [.. listeners.Select((listener, i) => new ProxyListener(listener.Kind, ProxyProcess.FirstDescriptor + i, null))],
                authority, credentials.Keys, routes.Secrets, options.AgentCredentials, routes.Set,
                new ControllerAddress(host.Home.ProxySocket, run.Token), Path.Combine(run.Folder, "spool"),
                _login is { } login ? $"{login.User}:{login.Password}" : null),
        ],
        upstream, settings.Providers);

    private Dictionary<string, string> Variables() => options.Variables.ToDictionary(
        variable => variable.Key,
        variable => variable.Value ?? host.Environment.GetValueOrDefault(variable.Key)
            ?? throw new BottleException($"--env {variable.Key}: the variable is not set here; set it, or write --env {variable.Key}=VALUE"));
}
