using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BotBottle.Controller.Demo;

/// <summary>
/// The WebSocket side of the simulated Responses API. It sends a response for each <c>response.create</c>, in sequence within one lane (<c>stream_id</c>), and
/// lanes in parallel. A warm-up (<c>generate: false</c>) costs nothing.
/// </summary>
/// <param name="socket">The accepted WebSocket.</param>
/// <param name="begin">Counts a call and returns its number and response; the argument is true for a warm-up.</param>
internal sealed class SimulatedWebSocket(WebSocket socket, Func<bool, (int Number, SimulatedAnswer Answer)> begin) : IDisposable
{
    private static readonly OpenAiResponses Format = new();
    private static readonly SimulatedAnswer Nothing = new(default, [], TimeSpan.Zero);

    private readonly Dictionary<string, Task> _lanes = [];
    private readonly SemaphoreSlim _sending = new(1, 1);

    /// <summary>Serves until either side closes.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using MemoryStream message = new();
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await Task.WhenAll(_lanes.Values);
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
                return;
            }

            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                Take(message.ToArray(), cancellation);
                message.SetLength(0);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sending.Dispose();

    private void Take(byte[] message, CancellationToken cancellation)
    {
        JsonObject? request = Parse(message);
        string? lane = request?["stream_id"]?.GetValue<string>();
        Task before = _lanes.GetValueOrDefault(lane ?? "", Task.CompletedTask);
        _lanes[lane ?? ""] = request?["type"]?.GetValue<string>() == "response.create"
            ? AnswerAsync(before, lane, request, cancellation)
            : SendAsync(
                new JsonObject { ["type"] = "error", ["status"] = 400, ["error"] = new JsonObject { ["type"] = "invalid_request_error" } }, lane, cancellation);
    }

    private async Task AnswerAsync(Task before, string? lane, JsonObject request, CancellationToken cancellation)
    {
        await before;
        bool isWarmUp = request["generate"]?.GetValue<bool>() == false;
        (int number, SimulatedAnswer answer) = begin(isWarmUp);
        string model = request["model"]?.GetValue<string>() ?? "simulated-1";
        int texts = 0;
        foreach (SimulatedEvent sent in Format.Stream($"ws{number:D6}", model, isWarmUp ? Nothing : answer, request))
        {
            if (isWarmUp && sent.Name is not ("response.created" or "response.completed"))
            {
                continue;
            }

            if (sent.IsText)
            {
                await answer.WaitAsync(texts++, cancellation);
            }

            await SendAsync((JsonObject)JsonNode.Parse(sent.Data)!, lane, cancellation);
        }
    }

    private async Task SendAsync(JsonObject sent, string? lane, CancellationToken cancellation)
    {
        if (lane is not null)
        {
            sent["stream_id"] = lane;
        }

        await _sending.WaitAsync(cancellation);
        try
        {
            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(sent), WebSocketMessageType.Text, true, cancellation);
        }
        finally
        {
            _sending.Release();
        }
    }

    private static JsonObject? Parse(byte[] message)
    {
        try
        {
            return JsonNode.Parse(message) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
