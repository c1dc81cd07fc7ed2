"""Self-service: a visitor subscribes by mail, changes the choice by a link, leaves by one click."""
