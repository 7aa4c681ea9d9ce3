using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Core.Tests.EndToEnd.RealWork;

/// <summary>
/// Public registries on loopback, with their own protocols and names; the hosts of a preset resolve to it. Files are at <c>host/path</c>; any other path gets a
/// 404.
/// </summary>
internal sealed class Registry
{
    private readonly ConcurrentDictionary<string, (byte[] Content, string Type)> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _handlers = new(StringComparer.Ordinal);

    /// <summary>The received requests, such as <c>GET host/path</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Adds a file at <c>host/path</c>.</summary>
    public Registry With(string place, byte[] content, string type = "application/octet-stream")
    {
        _files[place] = (content, type);
        return this;
    }

    /// <summary>Adds a text at <c>host/path</c>.</summary>
    public Registry With(string place, string content, string type = "application/json") => With(place, Encoding.UTF8.GetBytes(content), type);

    /// <summary>Adds a handler for everything at and below <c>host/path</c>.</summary>
    public Registry With(string place, Func<HttpContext, Task> serve)
    {
        _handlers[place] = serve;
        return this;
    }

    /// <summary>Starts to serve and configures a host for it.</summary>
    public async Task<LoopbackSite> StartAsync(CliHost host)
    {
        string[] names = [.. _files.Keys.Concat(_handlers.Keys).Select(place => place.Split('/')[0]).Distinct()];
        LoopbackSite site = await LoopbackSite.StartAsync(names, ServeAsync);
        site.Settle(host, names);
        return site;
    }

    private Task ServeAsync(HttpContext context)
    {
        // The path as sent, so that npm's escaped slash is unchanged.
        string target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        string place = context.Request.Host.Host + target;
        Requests.Enqueue($"{context.Request.Method} {place}");
        if (context.Request.Method is "GET" or "HEAD" && _files.TryGetValue(place, out (byte[] Content, string Type) file))
        {
            context.Response.ContentType = file.Type;
            context.Response.ContentLength = file.Content.Length;
            return context.Request.Method == "HEAD" ? Task.CompletedTask : context.Response.Body.WriteAsync(file.Content).AsTask();
        }

        if (_handlers.FirstOrDefault(handler => place.StartsWith(handler.Key, StringComparison.Ordinal)).Value is { } serve)
        {
            return serve(context);
        }

        context.Response.StatusCode = 404;
        return context.Response.WriteAsync("{}");
    }
}
