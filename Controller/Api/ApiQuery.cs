using System.Globalization;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Controller.Api;

/// <summary>The parameters of a request's query. An unknown parameter is refused, so that none is ignored silently.</summary>
internal readonly struct ApiQuery
{
    private readonly IQueryCollection _values;

    /// <exception cref="RefusedException">The query has an unknown parameter, or one is given twice.</exception>
    public ApiQuery(HttpContext context, params ReadOnlySpan<string> known)
    {
        _values = context.Request.Query;
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in _values)
        {
            if (!known.Contains(name) || values.Count != 1)
            {
                throw ApiJson.Invalid(values.Count != 1
                    ? $"the query parameter '{name}' is given {values.Count} times"
                    : $"unknown query parameter '{name}'" + (known.IsEmpty ? "" : $" (known: {string.Join(", ", known.ToArray())})"));
            }
        }
    }

    public string? Text(string name) => _values.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues values) ? values[0] : null;

    public string Required(string name) =>
        Text(name) is { Length: > 0 } text ? text : throw ApiJson.Invalid($"the query parameter '{name}' is missing");

    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        string other => throw ApiJson.Invalid($"{name} is '{other}', neither true nor false"),
    };

    /// <summary>Gets the operator's consent from <c>ask</c> and <c>yes</c>.</summary>
    public Consent Consent() => new(Flag("ask"), Text("yes"));

    public long Number(string name) => MaybeNumber(name) ?? 0;

    public long? MaybeNumber(string name) => Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
        : throw ApiJson.Invalid($"{name} is '{text}', not a whole number");

    public DateTimeOffset? Time(string name) => Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time
        : throw ApiJson.Invalid($"{name} is '{text}', not a time such as 2026-11-21T08:00:00Z");
}
