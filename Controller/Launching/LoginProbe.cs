using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Shared;
using BotBottle.Core.Certificates;
using BotBottle.Core.Control;
using BotBottle.Core.Logins;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Launching;

/// <summary>Makes one harmless request with a login, through a proxy as a run has one: it refreshes the login if it must, and adds the token.</summary>
/// <param name="host">The command's surroundings.</param>
internal sealed class LoginProbe(CommandHost host)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    /// <summary>Makes the request.</summary>
    /// <returns>What was asked, the status, and the text of a refusal by the proxy, or null.</returns>
    public async Task<(string Asked, int Status, string? Refusal)> RunAsync(LoginUse use, CancellationToken cancellation)
    {
        (string name, string path, (string, string)[] fields, Route route) = RequestOf(use);
        HostSettings settings = SettingsFile.Load(host);
        CertificateAuthorityPem authority = CertificateAuthorityFactory.Create("login test", host.Time.GetUtcNow(), Lifetime);
        string password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        ProxyRun run = new(
            "login-test", "login-test", [new ProxyListener(ListenerKind.Proxy, ProxyProcess.FirstDescriptor, null)], authority, [], [], false,
            new RouteSet(0, EgressLog.Off, [route]), null, null, $"probe:{password}",
            Logins: [new ProxyLogin(use.Agent, use.Name, LoginStore.PathOf(host.Home.Logins, use))]);
        using SafeFileHandle errors = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using ProxyProcess proxy = await ProxyProcess.StartAsync(
            host.Environment, new ProxyConfiguration([run], SettingsFile.Upstream(host, settings.Upstream), settings.Providers), [listener.SafeHandle], errors,
            cancellation);
        try
        {
            using SocketsHttpHandler handler = new()
            {
                Proxy = new WebProxy($"http://{listener.LocalEndPoint}") { Credentials = new NetworkCredential("probe", password) },
                SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(authority) },
                AllowAutoRedirect = false,
            };
            using HttpClient client = new(handler) { Timeout = Limit };
            using HttpRequestMessage request = new(HttpMethod.Get, $"https://{name}{path}");
            foreach ((string field, string value) in fields)
            {
                request.Headers.TryAddWithoutValidation(field, value);
            }

            using HttpResponseMessage response = await client.SendAsync(request, cancellation);
            bool isOurs = response.Headers.Contains("x-bot-bottle-reason");
            return ($"GET {name}{path}", (int)response.StatusCode, isOurs ? await response.Content.ReadAsStringAsync(cancellation) : null);
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new CommandFailure(ExitCode.Failed, $"the {use} could not be tried: {failure.Message}", null, failure);
        }
        finally
        {
            await proxy.StopAsync(Patience);
        }
    }

    private static X509ChainPolicy Trust(CertificateAuthorityPem authority)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(authority.Certificate));
        return policy;
    }

    // Requests that agents make at their start, and that change and cost nothing.
    private static (string Host, string Path, (string, string)[] Fields, Route Route) RequestOf(LoginUse use)
    {
        RouteOrigin origin = new("login test", 0);
        return use.Agent switch
        {
            "claude" => ("api.anthropic.com", "/v1/models", [("anthropic-version", "2023-06-01"), ("anthropic-beta", "oauth-2025-04-20")],
                new Route(origin, "api.anthropic.com")),
            "codex" => ("chatgpt.com", "/backend-api/wham/usage", [], new Route(origin, "chatgpt.com")),
            _ => ("api.github.com", "/copilot_internal/user", [("User-Agent", "bot-bottle")],
                new Route(origin, "api.github.com", new RouteAuth(AuthScheme.Bearer, Provider.Copilot.Credential.Variables[0]))),
        };
    }
}
