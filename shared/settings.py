"""Settings: every value the app reads from its environment, and nothing else."""

from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.triggers import BLOB_SOURCE, STORAGE, SWEEP_SCHEDULE

MB = 1_000_000
MiB = 1024 * 1024
GiB = 1024 * MiB


class Settings(BaseSettings):
    """Where the services are and how far the gallery may go. Without a key, managed identity is used."""

    model_config = SettingsConfigDict(env_prefix="GALLERY_", frozen=True)

    blob_trigger_source: Annotated[
        str,
        Field(
            pattern="^(EventGrid|LogsAndContainerScan)$",
            description="How new blobs are noticed: `EventGrid` in Azure, `LogsAndContainerScan` on Azurite.",
        ),
    ] = BLOB_SOURCE
    sweep_schedule: Annotated[
        str, Field(description="When interrupted work is looked for, as an NCRONTAB expression.")
    ] = SWEEP_SCHEDULE

    storage: Annotated[
        SecretStr | None,
        Field(validation_alias=STORAGE, description="Storage connection string; unset in Azure."),
    ] = None
    storage_blob_service_uri: Annotated[
        str | None,
        Field(validation_alias=f"{STORAGE}__blobServiceUri", description="Blob endpoint, with identity."),
    ] = None
    storage_queue_service_uri: Annotated[
        str | None,
        Field(validation_alias=f"{STORAGE}__queueServiceUri", description="Queue endpoint, with identity."),
    ] = None
    cosmos_endpoint: Annotated[str, Field(description="Cosmos DB account endpoint.")]
    cosmos_key: Annotated[SecretStr | None, Field(description="Cosmos DB key.")] = None
    cosmos_database: Annotated[str, Field(description="Database name.")] = "gallery"
    vision_endpoint: Annotated[str, Field(description="Azure AI Vision endpoint.")]
    vision_key: Annotated[SecretStr | None, Field(description="Azure AI Vision key.")] = None

    auth_issuer: Annotated[str, Field(description="`iss` of the access tokens.")]
    auth_audience: Annotated[str, Field(description="`aud` of the access tokens.")]
    auth_jwks_url: Annotated[str | None, Field(description="The issuer's public keys.")] = None
    auth_hs256_secret: Annotated[
        SecretStr | None, Field(description="Shared secret of a legacy Supabase project, instead of a JWKS.")
    ] = None
    auth_client_id: Annotated[str, Field(description="Client id of the gallery page.")] = "gallery-page"
    auth_scopes: Annotated[str, Field(description="Scopes the gallery page asks for.")] = "openid profile"

    max_upload_bytes: Annotated[int, Field(gt=0, le=1000 * MB, description="Largest file, in bytes.")] = (
        50 * MB
    )
    max_pixels: Annotated[int, Field(gt=0, description="Most pixels decoded.")] = 100 * MB
    max_images: Annotated[int, Field(gt=0, description="Images a user may keep.")] = 100_000
    max_bytes: Annotated[int, Field(gt=0, description="Bytes a user may keep.")] = 200 * GiB
    max_analyses_per_month: Annotated[int, Field(ge=0, description="Analyses a user has a month.")] = 50_000
    analysis_max_attempts: Annotated[
        int, Field(ge=1, description="Tries of a stage before it fails; being throttled is none.")
    ] = 30
    analysis_max_age_seconds: Annotated[int, Field(ge=1, description="Age at which tries end.")] = 259_200
    analysis_retry_seconds: Annotated[float, Field(gt=0, description="First delay between tries.")] = 15
    analysis_retry_max_seconds: Annotated[float, Field(gt=0, description="Longest delay between tries.")] = (
        900
    )
    link_seconds: Annotated[int, Field(ge=60, le=86_400, description="Least life of a signed link.")] = 3600
