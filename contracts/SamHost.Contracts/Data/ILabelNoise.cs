namespace SamHost.Contracts.Data;

/// <summary>A noise model: replaces some training labels by wrong ones.</summary>
public interface ILabelNoise
{
    /// <summary>In place of a label: the example is left out, and neither trains nor validates.</summary>
    const long LeftOut = -1;

    /// <summary>
    /// Whether its labels mend those of the data set rather than spoil them: which are wrong is then as unknown as it was. By default they
    /// spoil them, and where they differ from the data set's they are wrong.
    /// </summary>
    bool AreCorrections => false;

    /// <summary>Draws noisy labels.</summary>
    /// <param name="request">The clean examples and the source of randomness.</param>
    /// <returns>
    /// A label for each example, in their order, or <see cref="LeftOut"/>; a label that equals the clean one is not mislabelled, however
    /// it was drawn. At least one example is not left out.
    /// </returns>
    /// <exception cref="Plugins.ComponentException">The noise does not fit the data set.</exception>
    long[] Corrupt(NoiseRequest request);
}
