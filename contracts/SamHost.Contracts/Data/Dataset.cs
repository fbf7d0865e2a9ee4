using System.Text.Json.Nodes;

namespace SamHost.Contracts.Data;

/// <summary>A data set with clean labels. Owns its examples.</summary>
public sealed class Dataset : IDisposable
{
    private readonly IReadOnlyList<long>? _pictureShape;

    /// <summary>Creates a data set from its two parts, which it owns from then on.</summary>
    /// <param name="train">The training examples.</param>
    /// <param name="test">The test examples, of the same input shape.</param>
    /// <param name="classNames">A name for each class, in the order of the labels; at least two.</param>
    /// <exception cref="ArgumentException">
    /// A part is empty, the input shapes differ, or a label lies outside 0 to the number of classes - 1.
    /// </exception>
    public Dataset(Examples train, Examples test, IReadOnlyList<string> classNames)
    {
        if (classNames.Count < 2)
            throw new ArgumentException($"A data set needs at least two classes, and this one has {classNames.Count}.", nameof(classNames));
        if (!train.InputShape.SequenceEqual(test.InputShape))
            throw new ArgumentException(
                $"Test inputs have the shape [{string.Join(", ", test.InputShape)}], training inputs "
                    + $"[{string.Join(", ", train.InputShape)}].", nameof(test));
        train.RequireLabelsBelow(classNames.Count, nameof(train));
        test.RequireLabelsBelow(classNames.Count, nameof(test));
        Train = train;
        Test = test;
        ClassNames = classNames;
    }

    /// <summary>The training examples.</summary>
    public Examples Train { get; }

    /// <summary>The test examples. They never carry noise.</summary>
    public Examples Test { get; }

    /// <summary>A name for each class, in the order of the labels.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>
    /// How an input is looked at: [channels, height, width] with 1 channel or 3, whose product is the size of an input; null where it is no
    /// picture. By default inputs of such a shape are pictures.
    /// </summary>
    public IReadOnlyList<long>? PictureShape
    {
        get => _pictureShape ?? (Train.InputShape is [1 or 3, _, _] ? Train.InputShape : null);
        init => _pictureShape = value is null or [1 or 3, _, _]
            && (value is null || value.Aggregate(1L, (product, side) => product * side) == Shape.InputSize)
            ? value
            : throw new ArgumentException(
                $"An input of {Shape.InputSize} values is no picture [{string.Join(", ", value)}].", nameof(value));
    }

    /// <summary>
    /// What a person should know of how the data were read, a sentence each; one that begins with <c>warning: </c> is a warning. Said by
    /// <c>samhost check</c>, and once where a study starts.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// What has to be known to prepare further inputs as these were, such as columns, means and categories: the run keeps it, and gives it
    /// to <see cref="IUnlabelledLoader"/>. Null where the loader is none.
    /// </summary>
    public JsonObject? InputPreparation { get; init; }

    /// <summary>What a model needs to know to fit this data set.</summary>
    public DataShape Shape => new(Train.InputShape, ClassNames.Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}
