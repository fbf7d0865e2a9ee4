namespace SamHost.Contracts.Data;

/// <summary>
/// What a data set loader also is where it reads examples without labels, for a trained model to predict them: <c>samhost predict</c>. Its
/// data sets have an <see cref="Dataset.InputPreparation"/>.
/// </summary>
public interface IUnlabelledLoader
{
    /// <summary>Reads examples, and prepares their inputs as those of a run were prepared.</summary>
    /// <param name="request">What is read, and how a run's inputs were prepared.</param>
    /// <returns>The examples, on the CPU; the caller disposes them. Labels that are there are passed over.</returns>
    /// <exception cref="DataFileException">A file is missing or malformed.</exception>
    UnlabelledExamples LoadUnlabelled(UnlabelledRequest request);
}
