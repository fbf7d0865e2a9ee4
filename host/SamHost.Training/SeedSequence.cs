using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SamHost.Training;

/// <summary>
/// The seeds of a run, each derived from its root seed alone: changing the optimizer, say, changes neither the noise nor the order of the
/// data.
/// </summary>
public sealed record SeedSequence(long Root)
{
    /// <summary>For what is random in the data set: generated examples, a random split.</summary>
    public long Data => Derive("data");

    /// <summary>For the noise model.</summary>
    public long Noise => Derive("noise");

    /// <summary>For the validation split.</summary>
    public long Validation => Derive("validation");

    /// <summary>For the initial weights.</summary>
    public long Weights => Derive("weights");

    /// <summary>For what is random inside the model while it trains: dropout.</summary>
    public long Model => Derive("model");

    /// <summary>For the order of the training examples in an epoch (from 1).</summary>
    public long Order(int epoch) => Derive(string.Create(CultureInfo.InvariantCulture, $"order {epoch}"));

    /// <summary>For an augmentation, by its place in the chain, in a step (both from 0).</summary>
    public long Augmentation(int place, long step) =>
        Derive(string.Create(CultureInfo.InvariantCulture, $"augmentation {place} step {step}"));

    // SHA-256 and not a hash of .NET's: the same on every platform and version, and neighbouring roots share nothing.
    private long Derive(string purpose)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"SamHost seed {Root} {purpose}")));
        return BinaryPrimitives.ReadInt64BigEndian(digest) & long.MaxValue;
    }
}
