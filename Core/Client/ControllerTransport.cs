using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BotBottle.Core.Control;

namespace BotBottle.Core.Client;

/// <summary>HTTP/1.1 and JSON over one of the controller's Unix sockets; every failure is a <see cref="ControllerException"/>.</summary>
internal sealed class ControllerTransport : IDisposable
{
    private const int MaxConnections = 256;
    private const int MaxAttempts = 200;

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(10);

    private readonly HttpClient _http;
    private readonly string _socket;

    public ControllerTransport(string socket, string? token)
    {
        _socket = socket;
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = (_, cancellation) => ConnectAsync(socket, cancellation),
            MaxConnectionsPerServer = MaxConnections,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://controller"), Timeout = Timeout.InfiniteTimeSpan };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public void Dispose() => _http.Dispose();

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        await SendAsync(HttpMethod.Get, path, null, type, cancellation).ConfigureAwait(false);

    public async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await AnswerAsync(method, path, body, cancellation).ConfigureAwait(false);
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellation).ConfigureAwait(false)
                ?? throw new JsonException("the answer is null");
        }
        catch (Exception fault) when (fault is JsonException or IOException or HttpRequestException)
        {
            throw new ControllerException($"the answer of {method} {path} cannot be read: {fault.Message}", fault);
        }
    }

    public async Task SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellation) =>
        (await AnswerAsync(method, path, body, cancellation).ConfigureAwait(false)).Dispose();

    /// <summary>One JSON object per line, until the controller ends the stream. A stream that breaks off throws.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        string path, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using HttpResponseMessage response = await AnswerAsync(HttpMethod.Get, path, null, cancellation).ConfigureAwait(false);
        using StreamReader lines = new(await OpenAsync(response, path, cancellation).ConfigureAwait(false));
        while (await ReadLineAsync(lines, path, cancellation).ConfigureAwait(false) is { } line)
        {
            if (line.Length > 0)
            {
                yield return Parse(line, path, type);
            }
        }
    }

    private static T Parse<T>(string line, string path, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new JsonException("a line is null");
        }
        catch (JsonException fault)
        {
            throw new ControllerException($"the stream {path} cannot be read: {fault.Message}", fault);
        }
    }

    private static async Task<Stream> OpenAsync(HttpResponseMessage response, string path, CancellationToken cancellation)
    {
        try
        {
            return await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            throw new ControllerException($"the stream {path} broke off: {fault.Message}", fault);
        }
    }

    private static async Task<string?> ReadLineAsync(StreamReader lines, string path, CancellationToken cancellation)
    {
        try
        {
            return await lines.ReadLineAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            throw new ControllerException($"the stream {path} broke off: {fault.Message}", fault);
        }
    }

    // connect(2) on a Unix socket with a full backlog fails with EAGAIN at once (unix(7)), where TCP would wait; the controller is there.
    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await ConnectOnceAsync(path, cancellation).ConfigureAwait(false);
            }
            catch (SocketException full) when (full.SocketErrorCode == SocketError.WouldBlock && attempt < MaxAttempts)
            {
                await Task.Delay(BetweenAttempts, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static async ValueTask<Stream> ConnectOnceAsync(string path, CancellationToken cancellation)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(
        HttpMethod method, string path, HttpContent? body, CancellationToken cancellation)
    {
        HttpResponseMessage? response = null;
        try
        {
            using HttpRequestMessage request = new(method, path) { Content = body, Version = HttpVersion.Version11 };
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            string text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            HttpStatusCode status = response.StatusCode;
            response.Dispose();
            throw new ControllerException(status, ReadError(text, status));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            response?.Dispose();
            // The outer message names a host and a port, which a Unix socket does not have.
            throw new ControllerException($"the controller does not answer at {_socket}: {fault.GetBaseException().Message}", fault);
        }
    }

    private static ApiError ReadError(string text, HttpStatusCode status)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ControlJson.Default.ApiError) ?? new ApiError("unreadable", $"status {(int)status}");
        }
        catch (JsonException)
        {
            return new ApiError("unreadable", $"status {(int)status}: {text}");
        }
    }
}
