using BotBottle.Controller.Shared;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Controller.Api;

/// <summary>
/// Turns an exception of a handler into an <see cref="ApiError"/>. An unexpected exception is written to the controller's log and never sent to the caller.
/// </summary>
internal static class ApiErrors
{
    public static async Task GuardAsync(HttpContext context, Action<string> complain, Func<Task> handle)
    {
        try
        {
            await handle().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            if (fault is OperationCanceledException || context.RequestAborted.IsCancellationRequested)
            {
                // The caller disconnected, or the controller stops: the response is aborted, so that the caller does not take it for complete.
                context.Abort();
                return;
            }

            (int status, ApiError error) = Describe(fault);
            if (status == StatusCodes.Status500InternalServerError)
            {
                complain($"{context.Request.Method} {context.Request.Path}: {fault}");
            }

            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            await ApiJson.WriteAsync(context, error, ControlJson.Default.ApiError, status).ConfigureAwait(false);
        }
    }

    private static (int Status, ApiError Error) Describe(Exception fault) => fault switch
    {
        TakenBackException taken => Describe(taken.Refusal),
        RefusedException refused => (StatusOf(refused.Reason), new ApiError(refused.Code, refused.Message, refused.Question)),
        StoreUnavailableException => (StatusCodes.Status503ServiceUnavailable, new ApiError("store_unavailable", fault.Message)),
        ObjectDisposedException => (StatusCodes.Status503ServiceUnavailable, new ApiError("stopping", "the controller is stopping")),
        BadHttpRequestException bad => (bad.StatusCode, new ApiError("bad_request", bad.Message)),
        _ => (StatusCodes.Status500InternalServerError, new ApiError("internal", "the controller failed; see its log (controller.log)")),
    };

    private static int StatusOf(RefusalReason reason) => reason switch
    {
        RefusalReason.NotFound => StatusCodes.Status404NotFound,
        RefusalReason.Invalid => StatusCodes.Status400BadRequest,
        RefusalReason.Unauthorized => StatusCodes.Status401Unauthorized,
        RefusalReason.TooMuch => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status409Conflict,
    };
}
