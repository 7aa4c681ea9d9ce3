using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BotBottle.Controller.Shared;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Controller.Api;

/// <summary>Reads and writes the API's JSON. Invalid JSON is refused with the place of the error, never with a stack trace.</summary>
internal static class ApiJson
{
    public const string ContentType = "application/json";

    /// <exception cref="RefusedException">The body is not this type's JSON.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted).ConfigureAwait(false)
                ?? throw Invalid("the body is null");
        }
        catch (JsonException fault)
        {
            throw Invalid(Describe(fault));
        }
        catch (BadHttpRequestException fault)
        {
            throw new RefusedException("bad_body", fault.Message, fault.StatusCode == 413 ? RefusalReason.TooMuch : RefusalReason.Invalid);
        }
    }

    public static async Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentType;
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Writes one JSON object per line and sends each at once.</summary>
    public static async Task WriteLinesAsync<T>(HttpContext context, IAsyncEnumerable<T> values, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        context.Response.ContentType = "application/x-ndjson";
        await context.Response.StartAsync(cancellation).ConfigureAwait(false);
        await foreach (T value in values.WithCancellation(cancellation).ConfigureAwait(false))
        {
            using (Utf8JsonWriter writer = new(context.Response.BodyWriter))
            {
                JsonSerializer.Serialize(writer, value, type);
            }

            context.Response.BodyWriter.GetSpan(1)[0] = (byte)'\n';
            context.Response.BodyWriter.Advance(1);
            await context.Response.BodyWriter.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Refuses a member that is missing, empty or too long.</summary>
    /// <exception cref="RefusedException">The member is refused.</exception>
    public static void RequireText(string? value, string member, int longest)
    {
        if (string.IsNullOrEmpty(value) || value.Length > longest)
        {
            throw Invalid($"'{member}' must be a text of 1 to {longest} characters");
        }
    }

    public static RefusedException Invalid(string message) => new("bad_request", message, RefusalReason.Invalid);

    // The runtime's own messages name .NET types; the path in the JSON helps the caller more.
    private static string Describe(JsonException fault)
    {
        string place = string.IsNullOrEmpty(fault.Path) || fault.Path == "$" ? "" : $" at {fault.Path}";
        const string Unknown = "The JSON property '";
        if (fault.Message.StartsWith(Unknown, StringComparison.Ordinal))
        {
            int end = fault.Message.IndexOf('\'', Unknown.Length);
            return $"unknown key '{fault.Message[Unknown.Length..end]}'{place}";
        }

        // A syntax error wraps the reader's own exception; a value of the wrong type does not.
        string where = $"line {(fault.LineNumber ?? 0) + 1}, byte {fault.BytePositionInLine ?? 0}";
        return fault.InnerException is JsonException ? $"the body is not JSON ({where})" : $"wrong type or value{place} ({where})";
    }
}
