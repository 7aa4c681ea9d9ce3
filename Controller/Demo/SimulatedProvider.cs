using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using BotBottle.Core.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace BotBottle.Controller.Demo;

/// <summary>
/// An LLM API on loopback with TLS and its own CA: Anthropic Messages, OpenAI Chat and OpenAI Responses, whole and streamed, the last by WebSocket too, with
/// count endpoints and model lists. It keeps its counts, so that a ledger can be compared with them.
/// </summary>
internal sealed class SimulatedProvider : IAsyncDisposable
{
    private static readonly Dictionary<string, ISimulatedFormat> Formats = new(StringComparer.Ordinal)
    {
        ["/v1/messages"] = new AnthropicMessages(),
        ["/v1/chat/completions"] = new OpenAiChat(),
        ["/v1/responses"] = new OpenAiResponses(),
    };

    private readonly WebApplication _server;
    private readonly Func<int, SimulatedAnswer> _answers;
    private readonly ConcurrentQueue<SimulatedCall> _calls = new();
    private int _count;
    private int _webSockets;

    private SimulatedProvider(WebApplication server, Func<int, SimulatedAnswer> answers, string authority)
    {
        _server = server;
        _answers = answers;
        CertificateAuthority = authority;
    }

    /// <summary>The certificate of its CA, PEM.</summary>
    public string CertificateAuthority { get; }

    /// <summary>Its address: <c>127.0.0.1:PORT</c>.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The model calls so far, in the order of their responses.</summary>
    public IReadOnlyCollection<SimulatedCall> Calls => _calls;

    /// <summary>Number of opened WebSockets.</summary>
    public int WebSockets => Volatile.Read(ref _webSockets);

    /// <summary>The sum of all classes over all calls.</summary>
    public long TotalTokens => _calls.Sum(call => call.Usage.Input + call.Usage.CacheRead + call.Usage.CacheWrite + call.Usage.Output);

    /// <summary>Starts the provider for these host names.</summary>
    /// <param name="hosts">The names in its certificate.</param>
    /// <param name="answers">The response to each model call, by the call's number from 0.</param>
    /// <param name="now">The begin of its certificate's validity.</param>
    /// <param name="cancellation">Cancels the start.</param>
    public static async Task<SimulatedProvider> StartAsync(
        IReadOnlyList<string> hosts, Func<int, SimulatedAnswer> answers, DateTimeOffset now, CancellationToken cancellation)
    {
        CertificateAuthorityPem authority = CertificateAuthorityFactory.Create("Simulated provider", now, TimeSpan.FromDays(1));
        X509Certificate2 leaf = SimulatedCertificate.Issue(authority, hosts, now);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = "/" });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(leaf);
            });
        });
        WebApplication server = builder.Build();
        SimulatedProvider provider = new(server, answers, authority.Certificate);
        server.UseWebSockets();
        server.Run(provider.ServeAsync);
        await server.StartAsync(cancellation);
        string address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        provider.Address = address["https://".Length..];
        return provider;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Idle connections of a proxy's pool would make a graceful stop wait for its limit.
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
    }

    private Task ServeAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        string method = context.Request.Method;
        return (method, path) switch
        {
            ("POST", _) when Formats.TryGetValue(path, out ISimulatedFormat? format) => AnswerAsync(context, path, format),
            ("POST", "/v1/messages/count_tokens") => JsonAsync(context, 200, new JsonObject { ["input_tokens"] = _answers(_count).Usage.Input }),
            ("POST", "/v1/responses/input_tokens") =>
                JsonAsync(context, 200, new JsonObject { ["object"] = "response.input_tokens", ["input_tokens"] = _answers(_count).Usage.Input }),
            ("GET", "/v1/responses" or "/backend-api/codex/responses") when context.WebSockets.IsWebSocketRequest => SpeakAsync(context, path),
            ("GET", "/v1/models") => JsonAsync(context, 200, new JsonObject
            {
                ["object"] = "list", ["has_more"] = false,
                ["data"] = new JsonArray(new JsonObject { ["id"] = "simulated-1", ["object"] = "model", ["type"] = "model" }),
            }),
            _ => JsonAsync(context, 404, new JsonObject { ["error"] = new JsonObject { ["type"] = "not_found_error", ["message"] = $"no {path} here" } }),
        };
    }

    private async Task SpeakAsync(HttpContext context, string path)
    {
        Interlocked.Increment(ref _webSockets);
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        try
        {
            using SimulatedWebSocket spoken = new(socket, Begin);
            await spoken.RunAsync(context.RequestAborted);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The client disconnected without a close.
        }

        (int Number, SimulatedAnswer Answer) Begin(bool isWarmUp)
        {
            int number = isWarmUp ? Volatile.Read(ref _count) : Interlocked.Increment(ref _count) - 1;
            SimulatedAnswer answer = _answers(number);
            _calls.Enqueue(new SimulatedCall(path, true, CredentialOf(context.Request), isWarmUp ? default : answer.Usage, OverWebSocket: true));
            return (number, answer);
        }
    }

    private async Task AnswerAsync(HttpContext context, string path, ISimulatedFormat format)
    {
        if (await ReadAsync(context) is not { } request)
        {
            await JsonAsync(
                context, 400, new JsonObject { ["error"] = new JsonObject { ["type"] = "invalid_request_error", ["message"] = "not a JSON object" } });
            return;
        }

        int number = Interlocked.Increment(ref _count) - 1;
        SimulatedAnswer answer = _answers(number);
        string model = request["model"]?.GetValue<string>() ?? "simulated-1";
        string id = $"sim{number:D6}";
        bool stream = request["stream"]?.GetValue<bool>() == true;
        _calls.Enqueue(new SimulatedCall(path, stream, CredentialOf(context.Request), answer.Usage));
        if (!stream)
        {
            await JsonAsync(context, 200, format.Whole(id, model, answer));
            return;
        }

        context.Response.ContentType = "text/event-stream; charset=utf-8";
        int texts = 0;
        foreach (SimulatedEvent sent in format.Stream(id, model, answer, request))
        {
            if (sent.IsText)
            {
                await answer.WaitAsync(texts++, context.RequestAborted);
            }

            string name = sent.Name is null ? "" : $"event: {sent.Name}\n";
            await context.Response.WriteAsync($"{name}data: {sent.Data}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task<JsonObject?> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static Task JsonAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private static string? CredentialOf(HttpRequest request) =>
        request.Headers.TryGetValue("x-api-key", out Microsoft.Extensions.Primitives.StringValues key) ? key.ToString()
        : request.Headers.Authorization.ToString() is { } bearer && bearer.StartsWith("Bearer ", StringComparison.Ordinal) ? bearer["Bearer ".Length..]
        : null;
}
