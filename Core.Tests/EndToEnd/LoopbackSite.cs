using System.Net;
using BotBottle.Controller.Demo;
using BotBottle.Core.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>A web site with any names on loopback, behind TLS with its own CA, for the hosts that a routes file opens in a test.</summary>
internal sealed class LoopbackSite : IAsyncDisposable
{
    private readonly WebApplication _server;

    private LoopbackSite(WebApplication server, string authority, string address)
    {
        _server = server;
        CertificateAuthority = authority;
        Address = address;
    }

    /// <summary>The certificate of its CA, PEM.</summary>
    public string CertificateAuthority { get; }

    /// <summary><c>127.0.0.1:PORT</c>.</summary>
    public string Address { get; }

    public static async Task<LoopbackSite> StartAsync(IReadOnlyList<string> names, Func<HttpContext, Task> serve)
    {
        CertificateAuthorityPem authority = CertificateAuthorityFactory.Create("Loopback site", DateTimeOffset.UtcNow, TimeSpan.FromDays(1));
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = "/" });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(SimulatedCertificate.Issue(authority, names, DateTimeOffset.UtcNow));
        }));
        WebApplication server = builder.Build();
        server.Run(context => serve(context));
        await server.StartAsync();
        string address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new LoopbackSite(server, authority.Certificate, address["https://".Length..]);
    }

    /// <summary>Configures a host for the site: its names resolve to it, and its CA is trusted.</summary>
    public void Settle(CliHost host, params string[] names)
    {
        string authority = Path.Combine(host.Root, "site-ca.pem");
        File.WriteAllText(authority, CertificateAuthority);
        string resolve = string.Join(", ", names.Select(name => $"{name}: \"{Address}\""));
        File.WriteAllText(Path.Combine(host.Home, "settings.yml"), $"upstream:\n  ca: {authority}\n  resolve: {{{resolve}}}\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
    }
}
