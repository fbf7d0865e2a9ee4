using System.Text.Json;
using System.Text.Json.Nodes;

namespace SamHost.Plugins.DatasetImageFolder;

/// <summary>How pictures became inputs: kept with a run, so that a model can predict other pictures.</summary>
/// <param name="Width">The width of an input.</param>
/// <param name="Height">Its height.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Means">What is subtracted from the values of each channel, 0 to 255.</param>
/// <param name="Factors">What is then multiplied by.</param>
internal sealed record PicturePreparation(int Width, int Height, int Channels, float[] Means, float[] Factors)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    internal PictureScaling Scaling => new(Means, Factors);

    /// <summary>Reads what <see cref="ToJson"/> has written.</summary>
    internal static PicturePreparation Of(JsonObject json) => json.Deserialize<PicturePreparation>(Json)!;

    internal JsonObject ToJson() => JsonSerializer.SerializeToNode(this, Json)!.AsObject();
}
