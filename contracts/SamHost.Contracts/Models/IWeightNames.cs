namespace SamHost.Contracts.Models;

/// <summary>
/// What a model builder also is where it knows how other libraries name the weights of its model, so that their files can be read
/// (<c>Study:InitialWeights</c>).
/// </summary>
public interface IWeightNames
{
    /// <summary>The name of a weight in the model's <c>state_dict</c>.</summary>
    /// <param name="name">What a file calls it, such as <c>layer1.0.conv1.weight</c>.</param>
    /// <returns>The model's own name; null where it is none that the builder knows.</returns>
    string? NameOf(string name);
}
