using System.Net;
using BotBottle.Core.Control;

namespace BotBottle.Core.Client;

/// <summary>The controller said no, or did not answer. The message is for the operator as it is.</summary>
public sealed class ControllerException : Exception
{
    /// <summary>An answer that is not 2xx.</summary>
    public ControllerException(HttpStatusCode status, ApiError error)
        : base(error.Message)
    {
        Status = status;
        Code = error.Code;
        Question = error.Question;
    }

    /// <summary>No answer at all.</summary>
    public ControllerException(string message, Exception cause)
        : base(message, cause) => Code = Unreachable;

    /// <summary>The code of a controller that does not answer.</summary>
    public const string Unreachable = "controller_unreachable";

    /// <summary>The code of a place in the history that there is none of: the history is another one (<see cref="ApiPaths.Watch"/>).</summary>
    public const string NoSuchPlace = "no_such_place";

    /// <summary>The answer's status; null when there was none.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The <see cref="ApiError.Question"/>; null for none.</summary>
    public string? Question { get; }

    /// <summary>The <see cref="ApiError.Code"/>, or <see cref="Unreachable"/>.</summary>
    public string Code { get; }
}
