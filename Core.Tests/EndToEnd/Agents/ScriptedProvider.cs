using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using BotBottle.Controller.Demo;
using BotBottle.Core.Certificates;
using BotBottle.Core.Scan;
using BotBottle.Core.Tests.EndToEnd.Agents.Wires;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>
/// The model APIs of all agents on loopback, behind TLS with its own CA: Anthropic Messages, OpenAI Chat and Responses (also by WebSocket), Gemini. The model
/// behind them follows a script that makes the agent use its own tools. The provider keeps its counts, so that a test can compare the ledger with them.
/// </summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    private static readonly AnthropicWire Anthropic = new();
    private static readonly ChatWire Chat = new();
    private static readonly ResponsesWire Responses = new();
    private static readonly GeminiWire Gemini = new();

    private readonly WebApplication _server;
    private readonly ScriptedModel _model;
    private readonly PromptCache? _cache;
    private readonly bool _takesWebSockets;
    private readonly ConcurrentQueue<SimulatedCall> _calls = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private int _count;

    private ScriptedProvider(WebApplication server, ScriptedModel model, PromptCache? cache, bool takesWebSockets, string authority)
    {
        _server = server;
        _model = model;
        _cache = cache;
        _takesWebSockets = takesWebSockets;
        CertificateAuthority = authority;
    }

    /// <summary>The certificate of its CA, PEM.</summary>
    public string CertificateAuthority { get; }

    /// <summary>Its listener: <c>127.0.0.1:PORT</c>.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The model calls so far.</summary>
    public IReadOnlyCollection<SimulatedCall> Calls => _calls;

    /// <summary>All requests so far, one line each.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Answers a request in place of the provider, if it returns true; null for none.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>Awaited after each event of a streamed reply, with the reply and the number of events that were sent; null to stream at once.</summary>
    public Func<ModelReply, int, Task>? AfterEvent { get; set; }

    /// <summary>The sum of all classes over all calls.</summary>
    public long TotalTokens => _calls.Sum(call => call.Usage.Total);

    /// <summary>Starts it for these host names.</summary>
    /// <param name="hosts">The names.</param>
    /// <param name="model">The model.</param>
    /// <param name="cache">Counts the tokens of each call instead of the model; null for none.</param>
    /// <param name="takesWebSockets">False to refuse WebSockets, so that clients go on over HTTP.</param>
    public static async Task<ScriptedProvider> StartAsync(
        IReadOnlyList<string> hosts, ScriptedModel model, PromptCache? cache = null, bool takesWebSockets = true)
    {
        CertificateAuthorityPem authority = CertificateAuthorityFactory.Create("Scripted provider", DateTimeOffset.UtcNow, TimeSpan.FromDays(1));
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = "/" });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(SimulatedCertificate.Issue(authority, hosts, DateTimeOffset.UtcNow));
        }));
        WebApplication server = builder.Build();
        ScriptedProvider provider = new(server, model, cache, takesWebSockets, authority.Certificate);
        server.UseWebSockets();
        server.Run(provider.ServeAsync);
        await server.StartAsync();
        string address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        provider.Address = address["https://".Length..];
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        // Idle connections of a proxy's pool would make a graceful stop wait for its limit.
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        string host = context.Request.Host.Host;
        _requests.Enqueue($"{context.Request.Method} {host}{path}");
        _cache?.Keep(Encoding.UTF8.GetBytes($"{context.Request.Path}{context.Request.QueryString}\n{string.Join('\n', context.Request.Headers)}"));
        if (Instead is { } instead && await instead(context))
        {
            return;
        }

        if (context.WebSockets.IsWebSocketRequest && path.EndsWith("/responses", StringComparison.Ordinal))
        {
            if (_takesWebSockets)
            {
                await SpeakAsync(context, path);
            }
            else
            {
                await JsonAsync(context, 426, []);
            }
        }
        else if (context.Request.Method == "POST" && WireOf(path) is { } wire)
        {
            await AnswerAsync(context, path, wire);
        }
        else
        {
            JsonObject? known = context.Request.Method == "GET" ? SideAnswers.Of(host, path) : null;
            await JsonAsync(context, known is null
                ? 404
                : 200, known ?? new JsonObject { ["error"] = new JsonObject { ["type"] = "not_found_error", ["message"] = $"no {path} here" } });
        }
    }

    private static IModelWire? WireOf(string path) =>
        path == "/v1/messages" ? Anthropic
        : path.EndsWith("/chat/completions", StringComparison.Ordinal) ? Chat
        : path.EndsWith("/responses", StringComparison.Ordinal) ? Responses
        : path.EndsWith(":generateContent", StringComparison.Ordinal) || path.EndsWith(":streamGenerateContent", StringComparison.Ordinal) ? Gemini
        : null;

    private async Task AnswerAsync(HttpContext context, string path, IModelWire wire)
    {
        using MemoryStream received = new();
        await context.Request.Body.CopyToAsync(received, context.RequestAborted);
        byte[] bytes = Decoded(context.Request.Headers.ContentEncoding.ToString(), received.ToArray());
        _cache?.Keep(bytes);
        JsonObject body = (JsonObject)System.Text.Json.Nodes.JsonNode.Parse(bytes)!;
        ModelRequest request = wire.Read(path, body);
        ModelReply reply = Counted(body, await _model.AnswerAsync(request, context.RequestAborted));
        string id = NextId();
        bool isStream = body["stream"]?.GetValue<bool>() == true || path.EndsWith(":streamGenerateContent", StringComparison.Ordinal);
        _calls.Enqueue(new SimulatedCall(path, isStream, null, reply.Usage));
        if (!isStream)
        {
            await JsonAsync(context, 200, wire.Whole(id, request.Model, reply));
            return;
        }

        context.Response.ContentType = "text/event-stream; charset=utf-8";
        int count = 0;
        foreach (SimulatedEvent sent in wire.Stream(id, request.Model, reply))
        {
            string name = sent.Name is null ? "" : $"event: {sent.Name}\n";
            await context.Response.WriteAsync($"{name}data: {sent.Data}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await SentAsync(reply, ++count);
        }
    }

    private async Task SpeakAsync(HttpContext context, string path)
    {
        using System.Net.WebSockets.WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        try
        {
            await new ResponsesSocket(socket, AnswerAsync, SentAsync, message => _cache?.Keep(message)).RunAsync(context.RequestAborted);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The client left without a close.
        }

        async Task<(string Id, string Model, ModelReply Reply)> AnswerAsync(JsonObject body, bool isWarmUp)
        {
            ModelRequest request = Responses.Read(path, body);
            ModelReply reply = isWarmUp ? new ModelReply("", null, default) : Counted(body, await _model.AnswerAsync(request, context.RequestAborted));
            _calls.Enqueue(new SimulatedCall(path, true, null, reply.Usage, OverWebSocket: true));
            return (NextId(), request.Model, reply);
        }
    }

    private Task SentAsync(ModelReply reply, int count) => AfterEvent?.Invoke(reply, count) ?? Task.CompletedTask;

    private static byte[] Decoded(string coding, byte[] bytes)
    {
        using ContentDecoder? decoder = new ContentDecoders(DecodeLimits.Default).Open(ContentCodings.Parse(Encoding.ASCII.GetBytes(coding)));
        if (decoder is null)
        {
            return bytes;
        }

        using MemoryStream text = new();
        ReadOnlyMemory<byte> rest = bytes;
        while (decoder.TryNext(ref rest, out ReadOnlyMemory<byte> next))
        {
            text.Write(next.Span);
        }

        return text.ToArray();
    }

    private ModelReply Counted(JsonObject body, ModelReply reply) =>
        _cache is null ? reply : reply with { Usage = _cache.Count(body, reply.Usage.Output) };

    private string NextId() => $"scripted{Interlocked.Increment(ref _count):D6}";

    private static Task JsonAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
