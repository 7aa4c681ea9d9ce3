using BotBottle.Core.Providers;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Usage;

/// <summary>Dialects whose counts are in the document that ends a response: Cohere, llama.cpp, OpenAI's media, Gemini's Interactions.</summary>
internal static class FinalAnswers
{
    private const string Usage =
        """{"billed_units":{"input_tokens":5,"output_tokens":15},"tokens":{"input_tokens":71,"output_tokens":16},"cached_tokens":64}""";

    private static readonly TokenUsage OfCohere = new(7, 64, 0, 16, 0);

    public static IEnumerable<Answer> All() => Cohere().Concat(FlaggedCohere()).Concat(LlamaCpp()).Concat(Totals()).Concat(Media()).Concat(Interactions());

    private static IEnumerable<Answer> Cohere()
    {
        yield return Of("cohere chat", CallFormat.Cohere,
            $$$"""{"id":"c1","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"h\u00e9llo"}]},"usage":{{{Usage}}}}""",
            OfCohere);
        yield return Of("cohere chat stream", CallFormat.Cohere, Cohere(
            """{"id":"c1","type":"message-start","delta":{"message":{"role":"assistant","content":[]}}}""",
            """{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"h\u00e9llo"}}}}""",
            $$$"""{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{{{Usage}}}}}"""), OfCohere);
        yield return Of("cohere, first chat", CallFormat.Cohere,
            $$$"""{"response_id":"r","text":"hello","generation_id":"g","finish_reason":"COMPLETE","meta":{{{Usage}}}}""", OfCohere);
        yield return Of("cohere, stream of the first chat", CallFormat.Cohere,
            """{"is_finished":false,"event_type":"text-generation","text":"hello"}""" + "\n"
            + $$$"""{"is_finished":true,"event_type":"stream-end","response":{"text":"hello","meta":{{{Usage}}}},"finish_reason":"COMPLETE"}""" + "\n",
            OfCohere);
        yield return Of("cohere embed", CallFormat.Cohere,
            """{"id":"e","embeddings":{"float":[[0.1,0.2]]},"texts":["a"],"meta":{"api_version":{"version":"2"},"billed_units":{"input_tokens":3}}}""",
            new TokenUsage(3, 0, 0, 0, 0));
        yield return Of("cohere, usage in the text and in a tool call", CallFormat.Cohere, Cohere(
            """{"type":"content-delta","delta":{"message":{"content":{"text":"{\"usage\":{\"tokens\":{\"input_tokens\":1}}}"}}}}""",
            """{"type":"tool-call-delta","usage":{"tokens":{"input_tokens":1,"output_tokens":1}},"delta":{"usage":{"tokens":{"input_tokens":2}}}}""",
            $$$"""{"delta":{"usage":{{{Usage}}},"message":{"usage":9}},"type":"message-end"}"""), OfCohere);
        yield return Of("cohere, only billed units", CallFormat.Cohere,
            """{"message":{"content":[{"text":"hi"}]},"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":5,"output_tokens":15}}}""",
            new TokenUsage(5, 0, 0, 15, 0));
    }

    private static IEnumerable<Answer> FlaggedCohere()
    {
        yield return Of("cohere rerank", CallFormat.Cohere,
            """{"id":"r","results":[{"index":0,"relevance_score":0.9}],"meta":{"billed_units":{"search_units":1}}}""",
            default, UsageQuality.Estimated);
        yield return Of("cohere, a stream without an end", CallFormat.Cohere, Cohere(
            """{"type":"content-delta","delta":{"message":{"content":{"text":"hello"}}}}""",
            $$$"""{"type":"content-end","delta":{"usage":{{{Usage}}}}}"""), default, UsageQuality.Partial);
        yield return Of("cohere, all zero with text", CallFormat.Cohere,
            """{"message":{"content":[{"text":"hi"}]},"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":0,"output_tokens":0}}}""", default,
            UsageQuality.Partial);
        yield return Of("cohere, an end without usage", CallFormat.Cohere,
            Cohere("""{"type":"message-end","delta":{"finish_reason":"ERROR","error":"x"}}"""), default,
            UsageQuality.Estimated);
        yield return Of("cohere, a negative count", CallFormat.Cohere,
            """{"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":-1,"output_tokens":0}}}""", default, UsageQuality.Unknown);
        yield return Of("cohere, an absurd count", CallFormat.Cohere,
            """{"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":1099511627777,"output_tokens":0}}}""", default, UsageQuality.Unknown);
    }

    private static IEnumerable<Answer> LlamaCpp()
    {
        const CallFormat format = CallFormat.LlamaCpp;
        const string last =
            """{"index":0,"content":"","model":"m","stop":true,"stop_type":"eos","tokens_predicted":15,"tokens_evaluated":26,"tokens_cached":40,"timings":{"cache_n":6,"prompt_n":20}}""";
        yield return Of("llama.cpp", format,
            last.Replace("\"content\":\"\"", "\"content\":\"hello\"", StringComparison.Ordinal), new TokenUsage(20, 6, 0, 15, 0));
        yield return Of("llama.cpp stream", format, Events("""{"index":0,"content":"hello","tokens":[1],"stop":false,"tokens_predicted":1,"tokens_evaluated":26}""", last),
            new TokenUsage(20, 6, 0, 15, 0));
        yield return Of("llama.cpp, two prompts", format, Events(last, """{"content":"a","stop":false}""", last), new TokenUsage(40, 12, 0, 30, 0));
        yield return Of("llama.cpp, counts before the end", format, Events("""{"content":"hello","stop":false,"tokens_predicted":1,"tokens_evaluated":26}"""), default,
            UsageQuality.Partial);
        yield return Of("llama.cpp, a list of responses", format, $"[{last},{last}]", default, UsageQuality.Unknown);
        yield return Of("llama.cpp, an error", format, Events("""{"error":{"code":500,"message":"m","type":"server_error"}}"""), default, UsageQuality.Estimated);
        yield return Of("llama.cpp, a fraction", format, last.Replace("15", "1.5", StringComparison.Ordinal), default, UsageQuality.Unknown);
    }

    private static IEnumerable<Answer> Totals()
    {
        yield return Of("a chat with a total alone", CallFormat.OpenAiChat,
            """{"object":"list","choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],"usage":{"total_tokens":10}}""",
            default, UsageQuality.Estimated);
    }

    private static IEnumerable<Answer> Media()
    {
        const CallFormat format = CallFormat.OpenAiMedia;
        const string tokens = """{"type":"tokens","input_tokens":50,"input_token_details":{"text_tokens":10,"audio_tokens":40},"output_tokens":40,"total_tokens":90}""";
        TokenUsage figures = new(50, 0, 0, 40, 0);
        yield return Of("images", format,
            """{"created":1,"data":[{"b64_json":"AAAA"}],"usage":{"input_tokens":50,"output_tokens":40,"total_tokens":90,"input_tokens_details":{"text_tokens":10,"image_tokens":40}}}""",
            figures);
        yield return Of("images stream", format, Answer.Named(
            """{"type":"image_generation.partial_image","b64_json":"AAAA","partial_image_index":0}""",
            """{"type":"image_generation.completed","b64_json":"AAAA","usage":{"input_tokens":50,"output_tokens":40,"total_tokens":90}}"""), figures);
        yield return Of("image edit stream", format,
            Answer.Named("""{"type":"image_edit.completed","b64_json":"AAAA","usage":{"total_tokens":90,"input_tokens":50,"output_tokens":40}}"""), figures);
        yield return Of("images stream of two", format, Answer.Named(
            """{"type":"image_generation.completed","usage":{"input_tokens":50,"output_tokens":40,"total_tokens":90}}""",
            """{"type":"image_generation.completed","usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}"""), new TokenUsage(51, 0, 0, 42, 0));
        yield return Of("transcription", format, $$$"""{"text":"hello","usage":{{{tokens}}}}""", figures);
        yield return Of("transcription stream", format, Answer.Named(
            """{"type":"transcript.text.delta","delta":"hel"}""", $$$"""{"type":"transcript.text.done","text":"hello","usage":{{{tokens}}}}"""), figures);
        yield return Of("speech stream", format, Answer.Named("""{"type":"speech.audio.delta","audio":"AAAA"}""", $$$"""{"type":"speech.audio.done","usage":{{{tokens}}}}"""),
            figures);
        yield return Of("transcription by duration", format, """{"text":"hello","usage":{"type":"duration","seconds":7}}""", default, UsageQuality.Estimated);
        yield return Of("transcription as text", format, "1\n00:00:00,000 --> 00:00:01,000\nhello\n", default, UsageQuality.Unknown);
        yield return Of("images without usage", format, """{"created":1,"data":[{"url":"https://x.example"}]}""", default, UsageQuality.Estimated);
        yield return Of("images, usage of a partial picture", format,
            Answer.Named($$$"""{"type":"image_generation.partial_image","usage":{{{tokens}}}}"""), default, UsageQuality.Partial);
    }

    private static IEnumerable<Answer> Interactions()
    {
        const CallFormat format = CallFormat.GeminiInteractions;
        const string usage =
            """{"total_tokens":134,"total_input_tokens":100,"total_cached_tokens":60,"total_output_tokens":20,"total_thought_tokens":9,"total_tool_use_tokens":5}""";
        TokenUsage figures = new(45, 60, 0, 29, 0);
        yield return Of("interaction", format,
            $$$"""{"id":"i1","model":"gemini-x","status":"completed","outputs":[{"type":"text","text":"h\u00e9llo"}],"usage":{{{usage}}}}""", figures);
        yield return Of("interaction stream", format, string.Concat(new[]
            {
                """{"event_type":"interaction.start","interaction":{"id":"i1","status":"in_progress","model":"gemini-x"}}""",
                """{"event_type":"content.delta","index":0,"delta":{"type":"text","text":"h\u00e9llo"}}""",
                $$$"""{"event_type":"interaction.complete","interaction":{"id":"i1","status":"completed","usage":{{{usage}}}}}""",
            }.Select(data => $"event: x\ndata: {data}\n\n")), figures);
        yield return Of("interaction, no total", format,
            """{"id":"i1","status":"completed","usage":{"total_input_tokens":100,"total_output_tokens":20,"total_thought_tokens":9}}""", new TokenUsage(100, 0, 0, 29, 0));
        yield return Of("interaction in the background", format,
            """{"id":"i1","status":"in_progress","usage":{"total_tokens":0,"total_input_tokens":0,"total_output_tokens":0}}""", default, UsageQuality.Unknown);
        yield return Of("interaction that requires an action", format, $$$"""{"id":"i1","status":"requires_action","outputs":[],"usage":{{{usage}}}}""", figures);
        yield return Of("interaction, usage before the end", format, Events($$$"""{"event_type":"interaction.start","interaction":{"usage":{{{usage}}}}}"""), default,
            UsageQuality.Unknown);
    }

    private static Answer Of(string name, CallFormat format, string wire, TokenUsage usage, UsageQuality quality = UsageQuality.Exact) =>
        new(name, format, wire, usage, quality) { Grows = quality == UsageQuality.Exact };

    private static string Cohere(params string[] events) => Answer.Named(events) + "data: [DONE]\n\n";

    private static string Events(params string[] events) => string.Concat(events.Select(data => $"data: {data}\n\n"));
}
