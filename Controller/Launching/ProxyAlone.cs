using System.Text;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using BotBottle.Core.Providers;
using BotBottle.Core.Settings;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Launching;

/// <summary>The proxy of the command <c>proxy</c>: it reads the settings, injects providers' keys, and writes usage to standard error.</summary>
/// <param name="host">The command's surroundings.</param>
internal sealed class ProxyAlone(CommandHost host)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Serves until interrupted.</summary>
    /// <param name="endpoint">Address to listen on.</param>
    /// <param name="routesFile">The routes file, or null.</param>
    /// <param name="passwordFile">The file with NAME:PASSWORD, or null.</param>
    /// <param name="interrupt">Ends it.</param>
    public async Task<int> RunAsync(string endpoint, string? routesFile, string? passwordFile, CancellationToken interrupt)
    {
        HostSettings settings = SettingsFile.Load(host);
        RunRoutes routes = RoutesFile.Load(host, routesFile, []);
        HostCredentials credentials = HostCredentials.Find(host.Environment, ProviderTable.From(settings.Providers));
        string[] variables = [.. credentials.Keys.Select(key => key.Variable), .. routes.Secrets.Select(secret => secret.Variable)];
        string? password = passwordFile is null ? null : ReadPassword(Path.GetFullPath(passwordFile, host.Folder));
        if (password is null && variables.Length > 0)
        {
            host.Complain(
                $"warning: every client that reaches {endpoint} uses your key ({string.Join(", ", variables)}); "
                + "name a --password-file");
        }

        ProxyRun run = new(
            "proxy", "proxy", [new ProxyListener(ListenerKind.Proxy, null, endpoint)], PersistentAuthority.Load(host.Home, host.Time.GetUtcNow()),
            credentials.Keys, routes.Secrets, false, routes.Set, null, null, password, Dlp: KnownSecrets.Load(host, settings.Dlp));
        ProxyConfiguration configuration = new([run], SettingsFile.Upstream(host, settings.Upstream), settings.Providers);
        try
        {
            using SafeFileHandle errors = Descriptors.Duplicate(new SafeFileHandle(2, ownsHandle: false));
            using ProxyProcess proxy = await ProxyProcess.StartAsync(host.Environment, configuration, [], errors, interrupt);
            host.Complain($"the proxy listens on {endpoint}; clients must trust {PersistentAuthority.CertificatePath(host.Home)}");
            return await ServeAsync(proxy, interrupt);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }
        catch (ProxyStartException failure)
        {
            throw new CommandFailure(ExitCode.Failed, failure.Message, null, failure);
        }
    }

    private static async Task<int> ServeAsync(ProxyProcess proxy, CancellationToken interrupt)
    {
        await ((Task)proxy.Ended).WaitAsync(interrupt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (proxy.Ended.IsCompleted)
        {
            throw new CommandFailure(ExitCode.Failed, $"the proxy ended with code {(await proxy.Ended).Code}");
        }

        await proxy.StopAsync(Patience);
        return ExitCode.Ok;
    }

    private static string ReadPassword(string path)
    {
        string line;
        try
        {
            line = Encoding.UTF8.GetString(RegularFile.Read(path, 64 * 1024, Links.Follow)).Split('\n')[0].TrimEnd('\r');
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Usage, $"--password-file: {FileTrouble.Say(path, path, failure)}", null, failure);
        }

        return line.IndexOf(':', StringComparison.Ordinal) > 0
            ? line
            : throw CommandFailure.Usage($"--password-file: the first line of {path} is not NAME:PASSWORD");
    }
}
