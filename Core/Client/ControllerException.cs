using System.Net;
using BotBottle.Core.Control;

namespace BotBottle.Core.Client;

/// <summary>The controller refused a request or did not respond. The message can be shown to the operator unchanged.</summary>
public sealed class ControllerException : Exception
{
    /// <summary>A response other than 2xx.</summary>
    public ControllerException(HttpStatusCode status, ApiError error)
        : base(error.Message)
    {
        Status = status;
        Code = error.Code;
        Question = error.Question;
    }

    /// <summary>No response.</summary>
    public ControllerException(string message, Exception cause)
        : base(message, cause) => Code = Unreachable;

    /// <summary>The code for a controller that does not respond.</summary>
    public const string Unreachable = "controller_unreachable";

    /// <summary>The code for a place that the history does not have, because it is another history (<see cref="ApiPaths.Watch"/>).</summary>
    public const string NoSuchPlace = "no_such_place";

    /// <summary>The status of the response; null when there was none.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The <see cref="ApiError.Question"/>; null for none.</summary>
    public string? Question { get; }

    /// <summary>The <see cref="ApiError.Code"/>, or <see cref="Unreachable"/>.</summary>
    public string Code { get; }
}
