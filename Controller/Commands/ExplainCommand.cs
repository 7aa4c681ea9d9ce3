using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>explain</c>: prints a run's decision about a request, the rule behind it, and the change that would allow it.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "explain", "Show how a run's proxy would decide a request, by which rule, and what would allow it. Sends nothing.",
            "bot-bottle explain brave-otter https://api.example.com/v1/items --method PUT",
            "bot-bottle explain brave-otter 'https://github.com/o/r/info/refs?service=git-upload-pack'    may it clone?",
            "bot-bottle explain brave-otter wss://api.openai.com/v1/responses --json");
        Argument<string> run = new("run") { Description = "The run's name or id.", HelpName = "RUN" };
        Argument<string> url = new("url") { Description = "http, https, ws or wss.", HelpName = "URL" };
        Option<string> method = new("--method", "-X") { Description = "The method.", HelpName = "M", DefaultValueFactory = _ => "GET" };
        Option<string[]> header =
            new("--header", "-H") { Description = "A header field; can be given several times.", HelpName = "Name: value", DefaultValueFactory = _ => [] };
        Option<bool> webSocket = new("--websocket") { Description = "The request upgrades to a WebSocket, as a ws or wss URL does." };
        Option<bool> json = ListingOptions.Json();
        verb.Add(run);
        verb.Add(url);
        foreach (Option option in new Option[] { method, header, webSocket, json })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            ExplainRequest asked = new(
                parsed.GetRequiredValue(url), parsed.GetRequiredValue(method), parsed.GetRequiredValue(header), parsed.GetValue(webSocket));
            LoginArgument.HideMemory(host);
            Explanation told = ExplainedLogin.Complete(await client.ExplainAsync(parsed.GetRequiredValue(run), asked, cancellation), host);
            return host.Write(parsed.GetValue(json), told, ControlJson.Default.Explanation, WriteText);
        });
        return verb;
    }

    /// <summary>Writes one line each: the verdict, the refusing part, the rule, the message to the agent, and the change that would allow it.</summary>
    internal static void WriteText(CommandHost host, Explanation told)
    {
        string verdict = told.Verdict switch
        {
            ExplainVerdict.Allowed => host.Ink.Green("allowed"),
            ExplainVerdict.Refused => host.Ink.Red("refused"),
            _ => "answered by the proxy",
        };
        host.Output.WriteLine($"{verdict}: {TerminalText.Clean(told.Method)} {TerminalText.Clean(told.Url)} of {TerminalText.Clean(told.Name)}");
        Line("code", told.Code is { } code ? $"{WireNames.Of(code)} ({told.Status})" : null);
        Line("rule", told.Rule);
        Line("says", told.Message);
        Line("call", told.Call is { } call ? $"{call} of {told.Provider}" : null);
        Line("credential", told.Credential is { } variable ? $"{variable} of the host, in place of the agent's" : null);
        foreach (string way in told.Allow)
        {
            Line("to allow it", way);
        }

        foreach (string note in told.Notes)
        {
            Line("note", note);
        }

        void Line(string name, string? text)
        {
            if (text is not null)
            {
                host.Output.WriteLine($"  {name,-12} {TerminalText.Clean(text)}");
            }
        }
    }
}
