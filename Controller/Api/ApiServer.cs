using BotBottle.Controller.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BotBottle.Controller.Api;

/// <summary>
/// Kestrel on the two Unix sockets, HTTP/1.1. The empty builder reads no configuration source and no environment. The usual builder would read an
/// <c>appsettings.json</c> in the current folder, which may be an agent's, and could open the API on a TCP port.
/// </summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private const long MaxBody = 8 * 1024 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly WebApplication _app;
    private readonly BottleHome _home;
    private readonly CancellationTokenSource _stopping = new();
    private OperatorApi? _operators;
    private ProxyApi? _proxies;

    /// <summary>Builds Kestrel, which needs no state of the controller.</summary>
    public ApiServer(BottleHome home, Action<string> complain)
    {
        _home = home;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = "/" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.ListenUnixSocket(home.ControllerSocket, socket => Configure(socket, Door.Operator));
            kestrel.ListenUnixSocket(home.ProxySocket, socket => Configure(socket, Door.Proxy));
        });
        _app = builder.Build();
        _app.Run(context => ApiErrors.GuardAsync(context, complain, () =>
        {
            Caller caller = context.Features.Get<Caller>() ?? throw new InvalidOperationException("a connection without a door");
            CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
            context.Response.RegisterForDispose(ends);
            return caller.Door == Door.Operator
                ? _operators!.HandleAsync(context, caller, ends.Token)
                : _proxies!.HandleAsync(context, ends.Token);
        }));
    }

    /// <summary>Opens both sockets, in place of those that a dead controller left.</summary>
    public async Task StartAsync(OperatorApi operators, ProxyApi proxies, CancellationToken cancellation)
    {
        (_operators, _proxies) = (operators, proxies);
        foreach (string socket in new[] { _home.ControllerSocket, _home.ProxySocket })
        {
            File.Delete(socket);
        }

        await _app.StartAsync(cancellation).ConfigureAwait(false);
        // The folder is already closed to other users, so they can connect at no moment.
        File.SetUnixFileMode(_home.ControllerSocket, OwnerOnly);
        File.SetUnixFileMode(_home.ProxySocket, OwnerOnly);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static void Configure(ListenOptions socket, Door door)
    {
        socket.Protocols = HttpProtocols.Http1;
        socket.Use(next => connection =>
        {
            connection.Features.Set(Caller.Of(door, connection.Features.Get<IConnectionSocketFeature>()));
            return next(connection);
        });
    }
}
