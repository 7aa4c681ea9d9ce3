using System.Text.RegularExpressions;

namespace BotBottle.Core.Tests.EndToEnd.Sdk;

/// <summary>
/// The names of all properties of a model call that limit or multiply its output. Each is classified, so that the gate <c>strict</c> holds all output; a new
/// version of an SDK with another name fails here.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed partial class SdkLimitTests
{
    private static readonly string[] Calls =
    [
        "ResponseCreateParamsBase", "ResponseCompactParams", "ChatCompletionCreateParamsBase", "CompletionCreateParamsBase", "EmbeddingCreateParams",
        "ImageGenerateParamsBase",
        "ImageEditParamsBase", "ImageCreateVariationParams", "SpeechCreateParams", "TranscriptionCreateParamsBase", "TranslationCreateParams",
        "MessageCreateParamsBase",
        "GenerateContentConfig", "EmbedContentConfig", "GenerateImagesConfig", "ResponsesClientEvent", "BetaResponsesClientEvent.ResponseCreate",
    ];

    /// <summary>Held or refused; <c>RequestFactsTests</c> tests the effect of each.</summary>
    private static readonly string[] Held =
    [
        "max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens", "n", "best_of", "candidateCount", "fallbacks", "multi_agent",
        "background", "prediction",
        "compaction", "thread",
    ];

    /// <summary>They limit something within another limit, something that is no output, or something in the client.</summary>
    private static readonly string[] Harmless =
    [
        // For thoughts and tasks, which count towards the limit; for agents, which are refused completely.
        "budget_tokens", "thinkingBudget", "task_budget", "max_concurrent_subagents",

        // For a provider-run tool, if a route allows one, and for text that is read into the input.
        "max_tool_calls", "max_uses", "max_content_tokens", "max_characters", "max_num_results", "maxResults", "numHits", "max_output_length", "num_lines",
        "numTokens",

        // For the SDK itself.
        "attempts", "retryOptions", "maximumRemoteCalls",

        // The price of pictures; the estimate is the same for any number of them.
        "numberOfImages",
    ];

    [Test]
    public async Task Every_limit_and_multiplier_of_a_model_call_is_handled()
    {
        SortedSet<string> undecided = [];
        HashSet<string> seen = [];
        foreach (var (sdk, types) in await SdkFolders.TypesAsync())
        {
            foreach (Place place in new RequestWalk(types).Find((member, _) => Limit().IsMatch(member.Name))
                .Where(place => Calls.Contains(place.Request.FullName)))
            {
                // The longest text of a schema; the background of a picture.
                bool isOther = place.Steps[^1].Of.Name is "Schema" or "PartialArg"
                    || (place.Member.Name == "background" && place.ToString().Contains("mage", StringComparison.Ordinal));
                seen.Add(place.Member.Name);
                if (!isOther && !Held.Contains(place.Member.Name) && !Harmless.Contains(place.Member.Name))
                {
                    undecided.Add($"{sdk} {place}");
                }
            }
        }

        Assert.That(undecided, Is.Empty);
        Assert.That(Held.Except(seen), Is.Empty, "classified names exist");
    }

    [GeneratedRegex("^(max_?[a-z_]+|n|best_?of|.*candidate_?count|num_?[a-z_]+|.*budget.*|.*iterations.*|.*multi_?agents?.*|.*subagents?|fallbacks?|threads?|."
        + "*samples|.*repeat.*|.*attempts?|.*retr(y|ies).*|number_?of.*|prediction|compaction|background|sample_?count|.*choices|rounds|turns)$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Limit();
}
