using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Core.Tests.EndToEnd.RealWork;

/// <summary>
/// Public registries on loopback, in their own protocols and under their own names: what a preset opens leads here. Files lie at <c>host/path</c>; what is
/// asked for and is none of them is a 404, as there.
/// </summary>
internal sealed class Registry
{
    private readonly ConcurrentDictionary<string, (byte[] Content, string Type)> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _handlers = new(StringComparer.Ordinal);

    /// <summary>The requests that came, such as <c>GET host/path</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Puts a file at <c>host/path</c>.</summary>
    public Registry With(string place, byte[] content, string type = "application/octet-stream")
    {
        _files[place] = (content, type);
        return this;
    }

    /// <summary>Puts a text at <c>host/path</c>.</summary>
    public Registry With(string place, string content, string type = "application/json") => With(place, Encoding.UTF8.GetBytes(content), type);

    /// <summary>Answers everything at and below <c>host/path</c> by code.</summary>
    public Registry With(string place, Func<HttpContext, Task> serve)
    {
        _handlers[place] = serve;
        return this;
    }

    /// <summary>Serves it and makes a host know it.</summary>
    public async Task<LoopbackSite> StartAsync(TestHost host)
    {
        string[] names = [.. _files.Keys.Concat(_handlers.Keys).Select(place => place.Split('/')[0]).Distinct()];
        LoopbackSite site = await LoopbackSite.StartAsync(names, ServeAsync);
        site.Settle(host, names);
        return site;
    }

    private Task ServeAsync(HttpContext context)
    {
        // As it was sent: npm's escaped slash stays what it is.
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
