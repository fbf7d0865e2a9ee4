namespace SamHost.Contracts.Data;

/// <summary>A data set component: loads clean examples, split into training and test.</summary>
public interface IDatasetLoader
{
    /// <summary>Loads the data set. Called once for each seed of a study.</summary>
    /// <param name="request">Where relative paths start, and the seed of everything random.</param>
    /// <returns>
    /// The data, on the CPU; the caller disposes it. What is a part of a source, by a split or a subset, says which
    /// (<see cref="Examples.Source"/>): an example keeps its id under every seed.
    /// </returns>
    /// <exception cref="DataFileException">A file is missing or malformed.</exception>
    Dataset Load(DatasetRequest request);
}
