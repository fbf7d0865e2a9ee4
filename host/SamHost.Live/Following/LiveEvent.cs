using System.Text.Json;
using System.Text.Json.Serialization;

namespace SamHost.Live.Following;

/// <summary>Something that has changed, as the page hears of it.</summary>
/// <param name="Type">What it is about.</param>
/// <param name="Json">What there is now.</param>
internal sealed record LiveEvent(string Type, string Json)
{
    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { Converters = { new FiniteOrNull() } };

    /// <summary>An event with a value.</summary>
    public static LiveEvent Of<T>(string type, T value) => new(type, JsonOf(value));

    /// <summary>A value as the page reads it. Numbers keep every digit.</summary>
    public static string JsonOf<T>(T value) => JsonSerializer.Serialize(value, Options);

    // JSON has no other numbers; a run that diverged has.
    private sealed class FiniteOrNull : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value)) writer.WriteNumberValue(value);
            else writer.WriteNullValue();
        }
    }
}
